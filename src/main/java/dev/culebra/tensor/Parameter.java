package dev.culebra.tensor;

import dev.culebra.ir.Input;
import dev.culebra.memory.Slab;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * A tensor that a model owns and training changes. Stands for a state of the program while one is
 * traced, for its data otherwise.
 *
 * <p>Owns its memory, at one address, until {@link #close}. Written by one thread at a time.
 */
public final class Parameter implements AutoCloseable {
  private final String name;
  private final TensorType type;
  private final FileLayout layout;
  private final Initializer initializer;
  private final boolean trainable;
  private final Slab slab;
  private final Input state;

  /**
   * @param name path in the model, as PyTorch would name it, for example {@code encoder.0.weight}
   * @param type the engine's type
   * @param layout the order in files
   * @param initializer how a new one is filled
   * @param trainable whether optimizers change it (false for running statistics)
   */
  public Parameter(
      String name, TensorType type, FileLayout layout, Initializer initializer, boolean trainable) {
    this.name = name;
    this.type = type;
    this.layout = layout;
    this.initializer = initializer;
    this.trainable = trainable;
    this.slab = Slab.allocate(type.bytes());
    this.state = Input.state(name, type);
  }

  /** One whose order in files is the engine's. */
  public Parameter(String name, TensorType type, Initializer initializer, boolean trainable) {
    this(name, type, FileLayout.same(type.shape()), initializer, trainable);
  }

  public String name() {
    return name;
  }

  public TensorType type() {
    return type;
  }

  public FileLayout layout() {
    return layout;
  }

  public boolean trainable() {
    return trainable;
  }

  /** The state that stands for this parameter in every program. */
  public Input state() {
    return state;
  }

  /** The elements in the engine's order. */
  public MemorySegment data() {
    return slab.slice(0, type.bytes());
  }

  /**
   * The parameter as an operand of the program that is being traced, or of immediate operations.
   */
  public Tensor tensor() {
    return Trace.isActive() ? Tensor.of(state) : Tensor.over(type, data());
  }

  /** Fills the parameter anew; the same seed and name give the same elements. */
  public void initialize(long seed) {
    float[] elements = new float[Math.toIntExact(type.elements())];
    initializer.fill(elements, new StreamDraws(seed, name));
    setFile(
        type.dtype() == DType.I64
            ? MemorySegment.ofArray(
                IntStream.range(0, elements.length).mapToLong(i -> (long) elements[i]).toArray())
            : MemorySegment.ofArray(elements));
  }

  /** Sets the elements from a file's order. */
  public void setFile(MemorySegment file) {
    layout.toEngine(file, data(), type.dtype().bytes());
  }

  /** Copies the elements in the file's order. */
  public void getFile(MemorySegment file) {
    layout.toFile(data(), file, type.dtype().bytes());
  }

  /** A copy of a float32 parameter in the file's order. */
  public float[] toFloats() {
    MemorySegment copy = MemorySegment.ofArray(new float[Math.toIntExact(type.elements())]);
    getFile(copy);
    return copy.toArray(ValueLayout.JAVA_FLOAT);
  }

  @Override
  public void close() {
    slab.close();
  }

  @Override
  public String toString() {
    return name + ":" + type;
  }
}
