"""Properties of the running Python that determine Aether's speed."""

import platform
import sysconfig

ADVICE = (
    "Use your distribution's Python, or build one with --enable-optimizations: it needs a quarter less CPU to index."
)


def is_profiled() -> bool:
    """Whether the interpreter was compiled with profile-guided optimisation (PGO).

    Manual builds, and pyenv's by default, are not. Debian uses PGO without `configure`'s option, and its recorded compiler
    flags do not mention a profile.
    """
    asked = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return "--enable-optimizations" in asked or not sysconfig.get_config_var("PGO_PROF_USE_FLAG")


def described() -> str:
    return platform.python_version() + ("" if is_profiled() else ", compiled without a profile")
