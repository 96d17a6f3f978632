// Operands of a product, both in one launch, rounded to fewer digits: as bfloat16 for matrix units, or
// as float for kernels that have no other.
#include "bfloat16.cuh"
#include "elementwise.cuh"

struct culebra_round {
  const float *left;
  const float *right;
  void *left_rounded;
  void *right_rounded;
  int64_t lefts;  // elements
  int64_t rights;
};

// Each thread rounds an element, first those of the left operand.
template <class T, class Round>
static CULEBRA_DEVICE void culebra_rounded(const culebra_round &block, Round round) {
  const int64_t index = culebra_thread();
  if (index < block.lefts) {
    ((T *)block.left_rounded)[index] = round(block.left[index]);
  } else if (index - block.lefts < block.rights) {
    ((T *)block.right_rounded)[index - block.lefts] = round(block.right[index - block.lefts]);
  }
}

CULEBRA_GLOBAL(pack_bf16, culebra_round) {
  culebra_rounded<uint16_t>(block, [](float x) { return culebra_bfloat16(x); });
}

CULEBRA_GLOBAL(round_bf16, culebra_round) {
  culebra_rounded<uint32_t>(block, [](float x) { return (uint32_t)culebra_bfloat16(x) << 16; });
}

CULEBRA_GLOBAL(round_tf32, culebra_round) {
  culebra_rounded<uint32_t>(block, [](float x) { return culebra_tf32(x); });
}
