package dev.culebra.model;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws codes from a {@link PixelCnn}, one position after the other in all samples of a batch at
 * once. Each layer keeps the last rows of its vertical stack and the last columns of its horizontal
 * one, so that a position costs what it would in one pass over the whole grid; the codes are those
 * that a pass over the whole grid for every position would draw.
 *
 * <p>Owns its programs until {@link #close}; the model and the device are the caller's. One thread.
 */
final class PixelCnnSampler implements AutoCloseable {
  /** Name of the draws. */
  static final String DRAW = "code";

  private final PixelCnn model;
  private final int batch;
  private final Map<Input, MemorySegment> states = new IdentityHashMap<>();
  private final List<MemorySegment> rowCaches = new ArrayList<>();
  private final List<MemorySegment> columnCaches = new ArrayList<>();
  private final Input above;
  private final Input crossings;
  private final Input labels;
  private final Input counter = Input.feed("counter", Rng.COUNTER);
  private final Bound row;
  private final Bound position;

  /**
   * @param batch how many samples are drawn at once
   */
  PixelCnnSampler(PixelCnn model, Device device, int batch) {
    this.model = model;
    this.batch = batch;
    int hidden = model.config().hidden();
    int told = 2 * hidden * model.layers().size();
    model.parameters().forEach((Parameter p) -> states.put(p.state(), p.data()));
    above = Input.feed("above", TensorType.f32(batch, 1, model.width(), hidden));
    crossings = Input.feed("crossings", TensorType.f32(batch, 1, 1, told));
    labels = Input.feed("labels", TensorType.of(DType.I32, batch));
    row = Bound.of(device, device.plan(Trace.record(this::row)), states::get);
    position = Bound.of(device, device.plan(Trace.record(this::position)), states::get);
  }

  /** Everything that the horizontal stacks of a row are told of the rows above. */
  private Graph row() {
    Map<Input, Value> next = new LinkedHashMap<>();
    List<Tensor> crossings = new ArrayList<>();
    Tensor vertical = Tensor.of(above);
    for (PixelCnnLayer layer : model.layers()) {
      boolean isFirst = crossings.isEmpty();
      Shape cached = Shape.of(batch, layer.reach(), model.width(), model.config().hidden());
      Input cache = cache("rows", cached, rowCaches);
      Tensor seen = Tensor.concat(1, Tensor.of(cache), vertical);
      Tensor last = seen.slice(1, 1, layer.reach() + 1);
      next.put(cache, last.value());
      // The first layer does not see the row itself, so what is above is all that there is.
      Tensor sum = layer.vertical(isFirst ? last : seen);
      crossings.add(layer.crossing(sum));
      vertical = layer.above(sum, Tensor.of(labels));
    }
    Tensor all = Tensor.concat(3, crossings.toArray(Tensor[]::new));
    return new Graph(List.of(all.value()), next);
  }

  /** A position's code, its embedding and its logits. */
  private Graph position() {
    Map<Input, Value> next = new LinkedHashMap<>();
    int width = 2 * model.config().hidden();
    Tensor told = Tensor.of(crossings);
    Tensor beside = null;
    Tensor first = null;
    for (PixelCnnLayer layer : model.layers()) {
      int at = width * columnCaches.size();
      Shape cached = Shape.of(batch, 1, layer.reach(), model.config().hidden());
      Input cache = cache("columns", cached, columnCaches);
      Tensor seen = Tensor.of(cache);
      if (beside == null) {
        first = seen;
      } else {
        seen = Tensor.concat(2, seen, beside);
        next.put(cache, seen.slice(2, 1, layer.reach() + 1).value());
      }
      beside = layer.beside(seen, told.slice(3, at, at + width), beside, Tensor.of(labels));
    }
    Tensor logits = model.head(beside).reshape(batch, model.config().values());
    Tensor code = new Rng(Tensor.of(counter)).categorical(DRAW, logits);
    Tensor embedding = model.embed(code.reshape(batch, 1, 1));
    Tensor after = Tensor.concat(2, first, embedding).slice(2, 1, first.size(2) + 1);
    next.put((Input) first.value(), after.value());
    return new Graph(List.of(code.value(), embedding.value(), logits.value()), next);
  }

  private Input cache(String name, Shape shape, List<MemorySegment> all) {
    TensorType type = new TensorType(DType.F32, shape);
    Input state = Input.state(name + "." + all.size(), type);
    MemorySegment memory = Arena.ofAuto().allocate(type.bytes(), 64);
    states.put(state, memory);
    all.add(memory);
    return state;
  }

  /**
   * Draws one batch.
   *
   * @param classes one for each sample; unused, and may be null, without classes
   * @param number of the batch among those of a seed, which have draws of their own
   * @return the codes, {@code [batch,H,W]}
   */
  int[] draw(int[] classes, long seed, long number) {
    int height = model.height();
    int width = model.width();
    int[] codes = new int[batch * height * width];
    rowCaches.forEach(cache -> cache.fill((byte) 0));
    row.feed(above).fill((byte) 0);
    feedLabels(row, classes);
    feedLabels(position, classes);
    for (int i = 0; i < height; i++) {
      row.run();
      columnCaches.forEach(cache -> cache.fill((byte) 0));
      for (int j = 0; j < width; j++) {
        copyColumn(row.output(0), width, j, position.feed(crossings), 1, 0);
        feedCounter(seed, number * height * width + i * width + j);
        position.run();
        copyColumn(position.output(1), 1, 0, row.feed(above), width, j);
        for (int sample = 0; sample < batch; sample++) {
          codes[(sample * height + i) * width + j] =
              position.output(0).getAtIndex(ValueLayout.JAVA_INT, sample);
        }
      }
    }
    return codes;
  }

  /** The logits of the last position drawn, {@code [batch,values]}. */
  float[] lastLogits() {
    return position.output(2).toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Copies one column of {@code [batch,1,columns,C]} over one of another number of columns. */
  private void copyColumn(
      MemorySegment from,
      int fromColumns,
      int fromColumn,
      MemorySegment to,
      int toColumns,
      int at) {
    long bytes = from.byteSize() / batch / fromColumns;
    for (int sample = 0; sample < batch; sample++) {
      long begin = ((long) sample * fromColumns + fromColumn) * bytes;
      MemorySegment.copy(from, begin, to, ((long) sample * toColumns + at) * bytes, bytes);
    }
  }

  private void feedLabels(Bound program, int[] classes) {
    if (program.reads(labels)) {
      program.feed(labels).copyFrom(MemorySegment.ofArray(Arrays.copyOf(classes, batch)));
    }
  }

  private void feedCounter(long seed, long step) {
    MemorySegment feed = position.feed(counter);
    feed.setAtIndex(ValueLayout.JAVA_LONG, 0, seed);
    feed.setAtIndex(ValueLayout.JAVA_LONG, 1, step);
  }

  @Override
  public void close() {
    row.close();
    position.close();
  }
}
