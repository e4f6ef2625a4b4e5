"""The headers of the C library, by which an include is known to be external."""

_STANDARD = """assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic
stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype unistd fcntl pthread dirent dlfcn
poll pwd grp netdb regex sched semaphore strings syslog termios utime glob fnmatch getopt libgen malloc memory sys/types
sys/stat sys/time sys/socket sys/wait sys/mman sys/select sys/resource sys/un sys/uio sys/ioctl sys/param sys/file sys/epoll
netinet/in netinet/tcp arpa/inet windows winsock2 ws2tcpip io direct process"""

HEADERS = frozenset(f"{name}.h" for name in _STANDARD.split())
