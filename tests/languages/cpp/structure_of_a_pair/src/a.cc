#include "a.h"
namespace n { void A::f() {} }
