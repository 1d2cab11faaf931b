#include <stdio.h>
#include "core/err.h"
