/* A double of cuBLAS for tests where no GPU is: the calls that the engine makes, in plain loops, as work
   on a stream of the fake driver. Operands are checked to lie on the device. CULEBRA_FAKE_CUBLAS is what
   it answers when it is to start. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fake_driver.h"

#define EXPORTED __attribute__((visibility("default")))

enum { SUCCESS = 0, INVALID_VALUE = 7, EXECUTION_FAILED = 13, NOT_SUPPORTED = 15 };
enum { FLOAT = 0, BFLOAT16 = 14, COMPUTE_FLOAT = 68, COMPUTE_TF32 = 77 };

struct handle {
  void *stream;
};

struct product {
  int transposed_a, transposed_b, m, n, k, lda, ldb, ldc, count;
  int64_t stride_a, stride_b, stride_c;
  int type, compute;
  float alpha, beta;
  const void *a, *b;
  float *c;
};

EXPORTED int cublasCreate_v2(struct handle **result) {
  const char *answer = getenv("CULEBRA_FAKE_CUBLAS");
  *result = calloc(1, sizeof **result);
  return answer == NULL ? SUCCESS : atoi(answer);
}

EXPORTED int cublasDestroy_v2(struct handle *handle) {
  free(handle);
  return SUCCESS;
}

EXPORTED int cublasGetVersion_v2(struct handle *handle, int *version) {
  (void)handle;
  *version = 120600;
  return SUCCESS;
}

EXPORTED int cublasSetStream_v2(struct handle *handle, void *stream) {
  handle->stream = stream;
  return SUCCESS;
}

EXPORTED int cublasSetWorkspace_v2(struct handle *handle, void *memory, size_t bytes) {
  (void)handle;
  return culebra_fake_holds(memory, bytes) ? SUCCESS : INVALID_VALUE;
}

/* An element of an operand as it is multiplied. */
static float element(const struct product *p, const void *matrix, int64_t index) {
  uint32_t bits;
  if (p->type == BFLOAT16) {
    bits = (uint32_t)((const uint16_t *)matrix)[index] << 16;
  } else {
    memcpy(&bits, (const float *)matrix + index, sizeof bits);
    if (p->compute == COMPUTE_TF32 && (bits & 0x7f800000) != 0x7f800000) {
      bits = (bits + 0x1000) & 0xffffe000;
    }
  }
  float number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

/* Column-major, as cuBLAS has it. */
static const char *multiply(const void *argument) {
  const struct product *p = argument;
  for (int64_t batch = 0; batch < p->count; batch++) {
    const int64_t a = batch * p->stride_a, b = batch * p->stride_b;
    float *c = p->c + batch * p->stride_c;
    for (int64_t column = 0; column < p->n; column++) {
      for (int64_t row = 0; row < p->m; row++) {
        float total = 0;
        for (int64_t i = 0; i < p->k; i++) {
          total +=
              element(p, p->a, a + (p->transposed_a ? row * p->lda + i : i * p->lda + row)) *
              element(p, p->b, b + (p->transposed_b ? i * p->ldb + column : column * p->ldb + i));
        }
        float *out = &c[column * p->ldc + row];
        *out = p->alpha * total + (p->beta == 0 ? 0 : p->beta * *out);
      }
    }
  }
  return NULL;
}

/* Whether the device holds the last element of a batch of matrices. */
static int held(const void *start, int bytes, int rows, int columns, int leading, int64_t stride,
                int count) {
  const int64_t last = (count - 1) * stride + (int64_t)(columns - 1) * leading + rows;
  return leading >= rows && culebra_fake_holds(start, (size_t)last * bytes);
}

EXPORTED int cublasGemmStridedBatchedEx(struct handle *handle, int transposed_a, int transposed_b,
                                        int m, int n, int k, const void *alpha, const void *a,
                                        int a_type, int lda, long long stride_a, const void *b,
                                        int b_type, int ldb, long long stride_b, const void *beta,
                                        void *c, int c_type, int ldc, long long stride_c,
                                        int count, int compute, int algorithm) {
  (void)algorithm;
  const int known = a_type == FLOAT ? compute == COMPUTE_FLOAT || compute == COMPUTE_TF32
                                    : a_type == BFLOAT16 && compute == COMPUTE_FLOAT;
  if (!known || a_type != b_type || c_type != FLOAT) {
    return NOT_SUPPORTED;
  }
  const struct product product = {
      transposed_a, transposed_b, m,        n,        k,        lda,
      ldb,          ldc,          count,    stride_a, stride_b, stride_c,
      a_type,       compute,
      *(const float *)alpha,      *(const float *)beta, a, b, c,
  };
  const int bytes = a_type == FLOAT ? sizeof(float) : sizeof(uint16_t);
  if (m < 1 || n < 1 || k < 1 || count < 1 ||
      !held(a, bytes, transposed_a ? k : m, transposed_a ? m : k, lda, stride_a, count) ||
      !held(b, bytes, transposed_b ? n : k, transposed_b ? k : n, ldb, stride_b, count) ||
      !held(c, sizeof(float), m, n, ldc, stride_c, count)) {
    return INVALID_VALUE;
  }
  return culebra_fake_enqueue(handle->stream, multiply, &product, sizeof product) == 0
             ? SUCCESS
             : EXECUTION_FAILED;
}
