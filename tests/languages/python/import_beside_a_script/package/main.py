import nested
from nested.tools import work

work()
