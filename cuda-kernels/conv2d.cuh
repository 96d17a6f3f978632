// What a convolution and its adjoint in the input share: both gather from an image, and are products
// of its pixels with the weight.
//
// The adjoint of a convolution with strides falls apart into phases: places whose row and column
// leave the same remainders meet the same taps of the kernel. Within one, the next place meets the
// next pixel, so a phase is a convolution without strides over some of the taps.
#ifndef CULEBRA_CONV2D_CUH
#define CULEBRA_CONV2D_CUH

#include "gemm_tile.cuh"

struct culebra_conv2d {
  const float *image;
  const float *weight;
  float *output;  // its parts after one another where the depth is split
  int64_t count;  // elements of the output
  int32_t samples;
  int32_t height;  // of the image
  int32_t width;
  int32_t channels;
  int32_t result_height;
  int32_t result_width;
  int32_t result_channels;
  int32_t kernel_height;
  int32_t kernel_width;
  int32_t stride_height;
  int32_t stride_width;
  int32_t top;
  int32_t left;
  int32_t dilation_height;
  int32_t dilation_width;
  int32_t groups;
  int32_t phases_height;  // 1 for the convolution itself
  int32_t phases_width;
  int32_t splits;     // of the depth
  int32_t row_tiles;  // blocks are counted by splits, phases, groups, row tiles, column tiles
  int32_t column_tiles;
};

// How places of a result meet taps of the kernel along one axis: place first + step * i of the result
// and tap first_tap + tap_step * t meet source_first + source_step * i + source_tap * t of the image.
struct culebra_axis {
  int count, first, step;
  int taps, first_tap, tap_step;
  int source_first, source_step, source_tap, source_size;
};

static CULEBRA_DEVICE culebra_axis culebra_forward(int count, int taps, int stride, int before,
                                                   int dilation, int size) {
  return {count, 0, 1, taps, 0, 1, -before, stride, dilation, size};
}

static CULEBRA_DEVICE culebra_axis culebra_phase(int phase, int result, int kernel, int stride,
                                                 int before, int dilation, int size) {
  const int count = (result - phase + stride - 1) / stride;
  culebra_axis axis = {count, phase, stride, 0, 0, 1, 0, 1, 0, size};
  CULEBRA_ROLLED
  for (int tap = 0; tap < kernel; tap++) {
    if ((phase + before - tap * dilation) % stride == 0) {
      axis.first_tap = axis.taps == 0 ? tap : axis.first_tap;
      axis.tap_step = axis.taps == 1 ? tap - axis.first_tap : axis.tap_step;
      axis.taps++;
    }
  }
  axis.source_first = (phase + before - axis.first_tap * dilation) / stride;
  axis.source_tap = -(axis.tap_step * dilation / stride);
  return axis;
}

// The block's share of the work.
struct culebra_share {
  int column_tile, row_tile, group, split;
  culebra_axis rows, columns;

  template <bool ADJOINT>
  static CULEBRA_DEVICE culebra_share of(const culebra_conv2d &block) {
    culebra_share own;
    int rest = (int)blockIdx.x;
    own.column_tile = rest % block.column_tiles;
    rest /= block.column_tiles;
    own.row_tile = rest % block.row_tiles;
    rest /= block.row_tiles;
    own.group = rest % block.groups;
    rest /= block.groups;
    const int across = rest % block.phases_width;
    rest /= block.phases_width;
    const int down = rest % block.phases_height;
    own.split = rest / block.phases_height;
    if (ADJOINT) {
      own.rows = culebra_phase(down, block.result_height, block.kernel_height,
                               block.stride_height, block.top, block.dilation_height, block.height);
      own.columns = culebra_phase(across, block.result_width, block.kernel_width,
                                  block.stride_width, block.left, block.dilation_width,
                                  block.width);
    } else {
      own.rows = culebra_forward(block.result_height, block.kernel_height, block.stride_height,
                                 block.top, block.dilation_height, block.height);
      own.columns = culebra_forward(block.result_width, block.kernel_width, block.stride_width,
                                    block.left, block.dilation_width, block.width);
    }
    return own;
  }
};

// A place in the depth: a tap and a channel of the group.
struct culebra_depth {
  int at, row, column, channel;
  int columns, channels;  // taps in a row, channels of a group

  CULEBRA_DEVICE culebra_depth(int at, int columns, int channels)
      : at(at), row(0), column(0), channel(at) {
    // Where there is no depth at all, its places still have to be somewhere.
    this->columns = columns > 0 ? columns : 1;
    this->channels = channels > 0 ? channels : 1;
    carry();
  }

  CULEBRA_DEVICE void advance(int by) {
    at += by;
    channel += by;
    carry();
  }

  CULEBRA_DEVICE void carry() {
    if (channel >= channels) {
      const int taps = channel / channels;
      channel -= taps * channels;
      column += taps;
      if (column >= columns) {
        const int rows = column / columns;
        column -= rows * columns;
        row += rows;
      }
    }
  }
};

// A loader's threads: each has one quad of the depth, of lines (rows of the result, or columns) that
// lie STEP apart.
template <class T, int SIDE>
struct LinesLoader {
  static constexpr int QUADS = T::DEPTH / 4, STEP = T::THREADS / QUADS;
  static constexpr int COUNT = (SIDE + STEP - 1) / STEP, PITCH = SIDE + T::PAD;

  culebra_depth depth;
  int end;
  bool quads;
  float4 read[COUNT] = {};

  CULEBRA_DEVICE LinesLoader(int begin, int end, int columns, int channels, bool quads)
      : depth(begin + (int)threadIdx.x % QUADS * 4, columns, channels), end(end), quads(quads) {}

  static CULEBRA_DEVICE int line(int i) { return (int)threadIdx.x / QUADS + i * STEP; }

  CULEBRA_DEVICE void keep(float *slice) const {
    CULEBRA_UNROLLED
    for (int i = 0; i < COUNT; i++) {
      if (line(i) < SIDE) {
        T::template keepDepths<PITCH>(slice, (int)threadIdx.x % QUADS * 4, line(i), read[i]);
      }
    }
  }

  CULEBRA_DEVICE void advance() { depth.advance(T::DEPTH); }
};

// The image: a line is a place of the result.
template <class T>
struct ImageLoader : LinesLoader<T, T::ROWS> {
  using Lines = LinesLoader<T, T::ROWS>;
  const culebra_conv2d &block;
  const culebra_share &own;
  const float *image;  // at the group's first channel
  // Where the place meets the first tap: the sample's first pixel, and a row and a column.
  int sample[Lines::COUNT];
  int row[Lines::COUNT];
  int column[Lines::COUNT];

  CULEBRA_DEVICE ImageLoader(const culebra_conv2d &block, const culebra_share &own, int begin,
                             int end, int channels)
      : Lines(begin, end, own.columns.taps, channels, channels % 4 == 0),
        block(block),
        own(own),
        image(block.image + own.group * channels) {
    CULEBRA_UNROLLED
    for (int i = 0; i < Lines::COUNT; i++) {
      const int place = own.row_tile * T::ROWS + Lines::line(i);
      const int line = place / own.columns.count;
      const int down = line % own.rows.count;
      sample[i] = line / own.rows.count * block.height * block.width;
      // Places beyond the last sample have no pixels.
      const bool is = Lines::line(i) < T::ROWS && line / own.rows.count < block.samples;
      row[i] = is ? own.rows.source_first + down * own.rows.source_step : INT32_MIN / 2;
      column[i] = own.columns.source_first +
                  (place - line * own.columns.count) * own.columns.source_step;
    }
  }

  CULEBRA_DEVICE const float *pixel(int i, const culebra_depth &at) const {
    const int down = row[i] + at.row * own.rows.source_tap;
    const int across = column[i] + at.column * own.columns.source_tap;
    const bool is = at.at < this->end && (unsigned)down < (unsigned)block.height &&
                    (unsigned)across < (unsigned)block.width;
    const int64_t pixel = sample[i] + down * block.width + across;
    return is ? image + pixel * block.channels + at.channel : nullptr;
  }

  CULEBRA_DEVICE float element(int i, const culebra_depth &at) const {
    const float *found = pixel(i, at);
    return found != nullptr ? *found : 0;
  }

  CULEBRA_DEVICE void fetch() {
    if (this->quads) {
      CULEBRA_UNROLLED
      for (int i = 0; i < Lines::COUNT; i++) {
        const float *found = pixel(i, this->depth);
        this->read[i] = found != nullptr ? culebra_load(found) : make_float4(0, 0, 0, 0);
      }
    } else {
      culebra_depth y = this->depth;
      y.advance(1);
      culebra_depth z = y;
      z.advance(1);
      culebra_depth w = z;
      w.advance(1);
      CULEBRA_UNROLLED
      for (int i = 0; i < Lines::COUNT; i++) {
        this->read[i] =
            make_float4(element(i, this->depth), element(i, y), element(i, z), element(i, w));
      }
    }
  }
};

// The tile's part of the result, from the slices that the block has.
template <class T>
static CULEBRA_DEVICE void culebra_write(const culebra_conv2d &block, const culebra_share &own,
                                         int channels, const float (&total)[T::HIGH][T::BROAD]) {
  float *const output = block.output + own.split * block.count;
  const int first = own.column_tile * T::COLUMNS;
  CULEBRA_UNROLLED
  for (int i = 0; i < T::HIGH; i++) {
    const int place = own.row_tile * T::ROWS + T::row(i);
    const int line = place / own.columns.count;
    const int sample = line / own.rows.count;
    if (sample < block.samples) {
      const int row = own.rows.first + line % own.rows.count * own.rows.step;
      const int column =
          own.columns.first + (place - line * own.columns.count) * own.columns.step;
      const int64_t pixel =
          ((int64_t)sample * block.result_height + row) * block.result_width + column;
      writeRow<T>(output + pixel * block.result_channels + own.group * channels + first,
                  channels - first, channels % 4 == 0, total[i]);
    }
  }
}

// Where a split of the depth begins: all have whole slices, but for the last one.
template <class T>
static CULEBRA_DEVICE int culebra_begin(int split, int splits, int depth) {
  const int64_t slices = (depth + T::DEPTH - 1) / T::DEPTH;
  const int64_t begin = slices * split / splits * T::DEPTH;
  return begin < depth ? (int)begin : depth;
}

template <class T>
static CULEBRA_DEVICE int culebra_slices(int begin, int end) {
  return (end - begin + T::DEPTH - 1) / T::DEPTH;
}

// The kernel of a product at one tile.
#define CULEBRA_CONV2D_KERNEL(T, product, kernel)  \
  CULEBRA_TILE_GLOBAL(T, kernel, culebra_conv2d) { \
    CULEBRA_SHARED(float4, left, T::LEFT_QUADS);   \
    CULEBRA_SHARED(float4, right, T::RIGHT_QUADS); \
    product<T>(block, left, right);                \
  }

#define CULEBRA_FLOAT_TILE(product, shape, ...) \
  typedef Tile<__VA_ARGS__> Tile_##shape;       \
  CULEBRA_CONV2D_KERNEL(Tile_##shape, product, product##_##shape)

// The kernels of a product in float32 at the tiles that the host chooses from.
#define CULEBRA_FLOAT_TILES(product)                      \
  CULEBRA_FLOAT_TILE(product, 128_128, 128, 128, 8, 8, 8) \
  CULEBRA_FLOAT_TILE(product, 128_64, 128, 64, 8, 8, 8)   \
  CULEBRA_FLOAT_TILE(product, 64_32, 64, 32, 16, 4, 4)    \
  CULEBRA_FLOAT_TILE(product, 128_8, 128, 8, 8, 4, 4)

#endif
