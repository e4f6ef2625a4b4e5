"""The Python that runs this, as far as it decides how fast Aether is."""

import platform
import sysconfig

ADVICE = (
    "Use your distribution's Python, or build one with --enable-optimizations: it needs a quarter less CPU to index."
)


def is_profiled() -> bool:
    """Whether the interpreter was compiled with a profile of itself at work (PGO).

    Builds by hand, and pyenv's unless told otherwise, are not. Debian profiles without the option of `configure`, and leaves no
    flag for using a profile behind.
    """
    asked = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return "--enable-optimizations" in asked or not sysconfig.get_config_var("PGO_PROF_USE_FLAG")


def described() -> str:
    return platform.python_version() + ("" if is_profiled() else ", compiled without a profile")
