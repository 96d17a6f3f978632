/* A double of cuDNN 9 for tests where no GPU is: convolutions of float32, channels last, in plain loops,
   as work on a stream of the fake driver. It refuses what the engine must not ask for: algorithms whose
   bytes differ from run to run or that take too much memory, which it recommends first. In the names of
   the environment CULEBRA_FAKE_CUDNN is what it answers when it is to start, and CULEBRA_FAKE_CUDNN_VERSION
   what it says to be. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fake_driver.h"

#define EXPORTED __attribute__((visibility("default")))

enum {
  SUCCESS = 0,
  NOT_INITIALIZED = 1001,
  BAD_PARAM = 2000,
  NOT_SUPPORTED = 3000,
  EXECUTION_FAILED = 5000
};
enum { FLOAT = 0, CHANNELS_LAST = 1, CROSS_CORRELATION = 1 };
enum { DEFAULT_MATH = 0, TENSOR_MATH = 1, CONVERTING_MATH = 2, FMA_MATH = 3 };

typedef enum { FORWARD, DATA, FILTER } Pass;

/* Algorithms: a product of matrices, alone deterministic and of little memory; the same with sums in any
   order; transforms, of tiles and of whole images. */
enum { ATOMIC_SUMS = 0, PRODUCT = 1, WHOLE_TRANSFORM = 4, TRANSFORM = 6 };

struct handle {
  void *stream;
};

/* Of a tensor or, with its channels of the result as samples, of a filter. Zeros until set. */
struct sizes {
  int n, c, h, w;
};

struct convolution {
  int top, left, stride_h, stride_w, dilation_h, dilation_w;
  int groups, math;
};

struct found {
  int algorithm, status;
  float time;
  size_t bytes;
  int deterministic, math;
  int reserved[3];
};

struct work {
  Pass pass;
  struct sizes x, filter, y;
  struct convolution convolution;
  float *large, *weight, *small;
  void *workspace;
  size_t workspace_bytes;
};

EXPORTED size_t cudnnGetVersion(void) {
  const char *version = getenv("CULEBRA_FAKE_CUDNN_VERSION");
  return version == NULL ? 90600 : (size_t)atoi(version);
}

EXPORTED const char *cudnnGetErrorString(int status) {
  switch (status) {
    case SUCCESS: return "CUDNN_STATUS_SUCCESS";
    case NOT_INITIALIZED: return "CUDNN_STATUS_NOT_INITIALIZED";
    case BAD_PARAM: return "CUDNN_STATUS_BAD_PARAM";
    case NOT_SUPPORTED: return "CUDNN_STATUS_NOT_SUPPORTED";
    case EXECUTION_FAILED: return "CUDNN_STATUS_EXECUTION_FAILED";
    default: return "CUDNN_UNKNOWN_STATUS";
  }
}

EXPORTED int cudnnCreate(struct handle **result) {
  const char *answer = getenv("CULEBRA_FAKE_CUDNN");
  const int status = answer == NULL ? SUCCESS : atoi(answer);
  *result = status == SUCCESS ? calloc(1, sizeof **result) : NULL;
  return status;
}

EXPORTED int cudnnSetStream(struct handle *handle, void *stream) {
  handle->stream = stream;
  return culebra_fake_device(stream) < 0 ? BAD_PARAM : SUCCESS;
}

EXPORTED int cudnnCreateTensorDescriptor(struct sizes **result) {
  *result = calloc(1, sizeof **result);
  return SUCCESS;
}

EXPORTED int cudnnCreateFilterDescriptor(struct sizes **result) {
  return cudnnCreateTensorDescriptor(result);
}

EXPORTED int cudnnCreateConvolutionDescriptor(struct convolution **result) {
  *result = calloc(1, sizeof **result);
  return SUCCESS;
}

static int set(struct sizes *sizes, int format, int type, int n, int c, int h, int w) {
  if (n < 1 || c < 1 || h < 1 || w < 1) {
    return BAD_PARAM;
  }
  *sizes = (struct sizes){n, c, h, w};
  return format == CHANNELS_LAST && type == FLOAT ? SUCCESS : NOT_SUPPORTED;
}

EXPORTED int cudnnSetTensor4dDescriptor(struct sizes *tensor, int format, int type, int n, int c,
                                        int h, int w) {
  return set(tensor, format, type, n, c, h, w);
}

EXPORTED int cudnnSetFilter4dDescriptor(struct sizes *filter, int type, int format, int k, int c,
                                        int h, int w) {
  return set(filter, format, type, k, c, h, w);
}

EXPORTED int cudnnSetConvolution2dDescriptor(struct convolution *convolution, int top, int left,
                                             int stride_h, int stride_w, int dilation_h,
                                             int dilation_w, int mode, int type) {
  if (top < 0 || left < 0 || stride_h < 1 || stride_w < 1 || dilation_h < 1 || dilation_w < 1) {
    return BAD_PARAM;
  }
  *convolution =
      (struct convolution){top, left, stride_h, stride_w, dilation_h, dilation_w, 1, DEFAULT_MATH};
  return mode == CROSS_CORRELATION && type == FLOAT ? SUCCESS : NOT_SUPPORTED;
}

EXPORTED int cudnnSetConvolutionGroupCount(struct convolution *convolution, int groups) {
  convolution->groups = groups;
  return groups < 1 ? BAD_PARAM : SUCCESS;
}

EXPORTED int cudnnSetConvolutionMathType(struct convolution *convolution, int math) {
  convolution->math = math;
  return math < DEFAULT_MATH || math > FMA_MATH ? BAD_PARAM : SUCCESS;
}

static int convolved(int size, int padding, int kernel, int dilation, int stride) {
  return (size + 2 * padding - (dilation * (kernel - 1) + 1)) / stride + 1;
}

/* Whether the descriptions fit each other. */
static int fit(const struct sizes *x, const struct sizes *filter, const struct sizes *y,
               const struct convolution *c) {
  return x->n > 0 && filter->n > 0 && y->n > 0 && c->groups > 0 && x->n == y->n &&
         x->c == filter->c * c->groups && y->c == filter->n && y->c % c->groups == 0 &&
         y->h == convolved(x->h, c->top, filter->h, c->dilation_h, c->stride_h) &&
         y->w == convolved(x->w, c->left, filter->w, c->dilation_w, c->stride_w);
}

/* Scratch memory that a pass takes; none where the filter is one pixel, so that there is that too. */
static size_t needed(const struct sizes *filter) {
  return filter->h * filter->w == 1 ? 0 : sizeof(float) * (size_t)filter->n * filter->c + 4;
}

static int is_supported(Pass pass, const struct convolution *convolution) {
  return pass != DATA || convolution->dilation_h * convolution->dilation_w == 1;
}

/* What would be the fastest comes first, and is never what the engine may take. */
static int list(Pass pass, const struct sizes *x, const struct sizes *filter, const struct sizes *y,
                const struct convolution *convolution, int most, int *count, struct found *found) {
  enum { ALL = 5 };
  if (!fit(x, filter, y, convolution) || most < 1) {
    return BAD_PARAM;
  }
  const int strict = convolution->math == FMA_MATH;
  const int status = is_supported(pass, convolution) ? SUCCESS : NOT_SUPPORTED;
  const size_t bytes = needed(filter);
  const struct found all[ALL] = {
      {PRODUCT, status, 1, bytes, 1, strict ? TENSOR_MATH : CONVERTING_MATH, {0}},
      {TRANSFORM, NOT_SUPPORTED, -1, 0, 1, convolution->math, {0}},
      {ATOMIC_SUMS, status, 2, bytes, 0, convolution->math, {0}},
      {WHOLE_TRANSFORM, status, 3, (size_t)1 << 40, 1, convolution->math, {0}},
      {PRODUCT, status, 4, bytes, 1, strict ? FMA_MATH : TENSOR_MATH, {0}},
  };
  *count = most < ALL ? most : ALL;
  memcpy(found, all, *count * sizeof *found);
  return SUCCESS;
}

static int workspace(Pass pass, const struct sizes *x, const struct sizes *filter,
                     const struct sizes *y, const struct convolution *convolution, int algorithm,
                     size_t *bytes) {
  if (!fit(x, filter, y, convolution)) {
    return BAD_PARAM;
  }
  *bytes = algorithm == WHOLE_TRANSFORM ? (size_t)1 << 40 : needed(filter);
  return is_supported(pass, convolution) ? SUCCESS : NOT_SUPPORTED;
}

static size_t elements(const struct sizes *sizes) {
  return (size_t)sizes->n * sizes->c * sizes->h * sizes->w;
}

/* A number as it is multiplied. */
static float operand(const struct work *work, float number) {
  uint32_t bits;
  memcpy(&bits, &number, sizeof bits);
  if (work->convolution.math != FMA_MATH && (bits & 0x7f800000) != 0x7f800000) {
    bits = (bits + 0x1000) & 0xffffe000;
  }
  memcpy(&number, &bits, sizeof number);
  return number;
}

/* All products of an element of the larger image with the filter at a place of the smaller one. */
static void multiply(const struct work *work, size_t large, size_t weight, size_t small) {
  float *x = work->large + large;
  float *w = work->weight + weight;
  float *y = work->small + small;
  switch (work->pass) {
    case FORWARD: *y += operand(work, *x) * operand(work, *w); break;
    case DATA: *x += operand(work, *y) * operand(work, *w); break;
    case FILTER: *w += operand(work, *x) * operand(work, *y); break;
  }
}

static void place(const struct work *work, int n, int i, int j) {
  const struct sizes *x = &work->x, *filter = &work->filter, *y = &work->y;
  const struct convolution *c = &work->convolution;
  const size_t small = (((size_t)n * y->h + i) * y->w + j) * y->c;
  for (int k = 0; k < filter->h; k++) {
    for (int l = 0; l < filter->w; l++) {
      const int row = i * c->stride_h + k * c->dilation_h - c->top;
      const int column = j * c->stride_w + l * c->dilation_w - c->left;
      if (row < 0 || row >= x->h || column < 0 || column >= x->w) {
        continue;
      }
      const size_t large = (((size_t)n * x->h + row) * x->w + column) * x->c;
      for (int o = 0; o < y->c; o++) {
        const int group = o / (y->c / c->groups);
        const size_t weight = (((size_t)o * filter->h + k) * filter->w + l) * filter->c;
        for (int channel = 0; channel < filter->c; channel++) {
          multiply(work, large + (size_t)group * filter->c + channel, weight + channel, small + o);
        }
      }
    }
  }
}

static const char *run(const void *argument) {
  const struct work *work = argument;
  memset(work->workspace, 0xff, work->workspace_bytes);
  switch (work->pass) {
    case FORWARD: memset(work->small, 0, elements(&work->y) * sizeof(float)); break;
    case DATA: memset(work->large, 0, elements(&work->x) * sizeof(float)); break;
    case FILTER: memset(work->weight, 0, elements(&work->filter) * sizeof(float)); break;
  }
  for (int n = 0; n < work->y.n; n++) {
    for (int i = 0; i < work->y.h; i++) {
      for (int j = 0; j < work->y.w; j++) {
        place(work, n, i, j);
      }
    }
  }
  return NULL;
}

static int begin(struct handle *handle, const struct work *work, int algorithm, const void *alpha,
                 const void *beta) {
  if (!fit(&work->x, &work->filter, &work->y, &work->convolution) ||
      *(const float *)alpha != 1 || *(const float *)beta != 0 ||
      work->workspace_bytes < needed(&work->filter) ||
      (work->workspace_bytes > 0 &&
       !culebra_fake_holds(work->workspace, work->workspace_bytes)) ||
      !culebra_fake_holds(work->large, elements(&work->x) * sizeof(float)) ||
      !culebra_fake_holds(work->weight, elements(&work->filter) * sizeof(float)) ||
      !culebra_fake_holds(work->small, elements(&work->y) * sizeof(float))) {
    return BAD_PARAM;
  }
  if (algorithm != PRODUCT || work->convolution.math == CONVERTING_MATH ||
      !is_supported(work->pass, &work->convolution)) {
    return NOT_SUPPORTED;
  }
  return culebra_fake_enqueue(handle->stream, run, work, sizeof *work) == 0 ? SUCCESS
                                                                           : EXECUTION_FAILED;
}

EXPORTED int cudnnGetConvolutionForwardAlgorithm_v7(
    struct handle *handle, const struct sizes *x, const struct sizes *filter,
    const struct convolution *convolution, const struct sizes *y, int most, int *count,
    struct found *found) {
  (void)handle;
  return list(FORWARD, x, filter, y, convolution, most, count, found);
}

EXPORTED int cudnnGetConvolutionBackwardDataAlgorithm_v7(
    struct handle *handle, const struct sizes *filter, const struct sizes *y,
    const struct convolution *convolution, const struct sizes *x, int most, int *count,
    struct found *found) {
  (void)handle;
  return list(DATA, x, filter, y, convolution, most, count, found);
}

EXPORTED int cudnnGetConvolutionBackwardFilterAlgorithm_v7(
    struct handle *handle, const struct sizes *x, const struct sizes *y,
    const struct convolution *convolution, const struct sizes *filter, int most, int *count,
    struct found *found) {
  (void)handle;
  return list(FILTER, x, filter, y, convolution, most, count, found);
}

EXPORTED int cudnnGetConvolutionForwardWorkspaceSize(
    struct handle *handle, const struct sizes *x, const struct sizes *filter,
    const struct convolution *convolution, const struct sizes *y, int algorithm, size_t *bytes) {
  (void)handle;
  return workspace(FORWARD, x, filter, y, convolution, algorithm, bytes);
}

EXPORTED int cudnnGetConvolutionBackwardDataWorkspaceSize(
    struct handle *handle, const struct sizes *filter, const struct sizes *y,
    const struct convolution *convolution, const struct sizes *x, int algorithm, size_t *bytes) {
  (void)handle;
  return workspace(DATA, x, filter, y, convolution, algorithm, bytes);
}

EXPORTED int cudnnGetConvolutionBackwardFilterWorkspaceSize(
    struct handle *handle, const struct sizes *x, const struct sizes *y,
    const struct convolution *convolution, const struct sizes *filter, int algorithm,
    size_t *bytes) {
  (void)handle;
  return workspace(FILTER, x, filter, y, convolution, algorithm, bytes);
}

EXPORTED int cudnnConvolutionForward(struct handle *handle, const void *alpha,
                                     const struct sizes *x, void *large, const struct sizes *filter,
                                     void *weight, const struct convolution *convolution,
                                     int algorithm, void *scratch, size_t bytes, const void *beta,
                                     const struct sizes *y, void *small) {
  const struct work work = {FORWARD, *x,     *filter, *y,      *convolution,
                            large,   weight, small,   scratch, bytes};
  return begin(handle, &work, algorithm, alpha, beta);
}

EXPORTED int cudnnConvolutionBackwardData(struct handle *handle, const void *alpha,
                                          const struct sizes *filter, void *weight,
                                          const struct sizes *y, void *small,
                                          const struct convolution *convolution, int algorithm,
                                          void *scratch, size_t bytes, const void *beta,
                                          const struct sizes *x, void *large) {
  const struct work work = {DATA,  *x,     *filter, *y,      *convolution,
                            large, weight, small,   scratch, bytes};
  return begin(handle, &work, algorithm, alpha, beta);
}

EXPORTED int cudnnConvolutionBackwardFilter(struct handle *handle, const void *alpha,
                                            const struct sizes *x, void *large,
                                            const struct sizes *y, void *small,
                                            const struct convolution *convolution, int algorithm,
                                            void *scratch, size_t bytes, const void *beta,
                                            const struct sizes *filter, void *weight) {
  const struct work work = {FILTER, *x,     *filter, *y,      *convolution,
                            large,  weight, small,   scratch, bytes};
  return begin(handle, &work, algorithm, alpha, beta);
}
