from pkg.limits import *
from pkg.limits import total as sum_of, _hidden

from . import limits
