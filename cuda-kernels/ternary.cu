// Functions of three elements; the operands repeat where their shapes say so.
#include "functions.cuh"

#define TERNARY(name, formula) CULEBRA_ELEMENTWISE(ternary_##name, float, float, formula)

CULEBRA_TERNARY(TERNARY)
