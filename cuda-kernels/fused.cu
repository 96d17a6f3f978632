// A chain of element-wise operations in one pass over memory: op Fused. An interpreter: every thread
// has one element of the results and does all steps for it. A value that later steps read is kept in
// shared memory, in a column of the thread's own. The formulas are those of the single kernels, so
// the bits are too.
#include "functions.cuh"

#define STEPS 24
#define READINGS 12
#define READING_AXES 4
#define SLOTS 16
#define THREADS 256

struct culebra_fused {
  // From the lowest byte: function; three operands, each a slot, READ + a reading, or NONE; the slot
  // of the result; the output that it also is, or NONE.
  uint64_t steps[STEPS];
  // a and b, the former in the lower half.
  uint64_t attributes[STEPS];
  const float *inputs[READINGS];
  float *outputs[STEPS];
  int64_t axes[READINGS];
  int64_t sizes[READINGS * READING_AXES];  // the last axis fastest
  int64_t strides[READINGS * READING_AXES];
  int32_t count;
  int32_t step_count;
};

enum { READ = 128, NONE = 255 };

static CULEBRA_DEVICE float operand(const culebra_fused &block, int code, const float *slots,
                                    int index) {
  if (code < READ) {
    return slots[code * THREADS + threadIdx.x];
  }
  if (code == NONE) {
    return 0;
  }
  const int reading = code - READ, begin = reading * READING_AXES;
  int64_t at = 0;
  int rest = index;
  CULEBRA_ROLLED
  for (int axis = begin + (int)block.axes[reading] - 1; axis >= begin; axis--) {
    const int before = axis > begin ? rest / (int)block.sizes[axis] : 0;
    at += (rest - before * (int)block.sizes[axis]) * block.strides[axis];
    rest = before;
  }
  return block.inputs[reading][at];
}

CULEBRA_GLOBAL(fused, culebra_fused) {
  CULEBRA_SHARED(float, slots, SLOTS *THREADS);
  const int64_t index = culebra_thread();
  if (index >= block.count) {
    return;
  }
  CULEBRA_ROLLED
  for (int step = 0; step < block.step_count; step++) {
    const uint64_t word = block.steps[step];
    const float x = operand(block, (int)(word >> 8 & 255), slots, (int)index);
    const float y = operand(block, (int)(word >> 16 & 255), slots, (int)index);
    const float z = operand(block, (int)(word >> 24 & 255), slots, (int)index);
    const float a = culebra_float((int32_t)block.attributes[step]);
    const float b = culebra_float((int32_t)(block.attributes[step] >> 32));
    const float result = culebra_apply((int)(word & 255), x, y, z, a, b);
    slots[(int)(word >> 32 & 255) * THREADS + threadIdx.x] = result;
    const int output = (int)(word >> 40 & 255);
    if (output != NONE) {
      block.outputs[output][index] = result;
    }
  }
}
