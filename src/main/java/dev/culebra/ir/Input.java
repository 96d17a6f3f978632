package dev.culebra.ir;

import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;

/** A tensor that a program is given. Compared by identity. */
public final class Input implements Value {
  /** How long an input lives and who writes it. */
  public enum Kind {
    /** Copied in before every run. */
    FEED,
    /** Kept between runs at a stable address; a step may return its next value. */
    STATE,
    /** Never changes; its bytes are part of the program. */
    CONSTANT
  }

  private final Kind kind;
  private final String name;
  private final TensorType type;
  private final MemorySegment data;

  private Input(Kind kind, String name, TensorType type, MemorySegment data) {
    this.kind = kind;
    this.name = name;
    this.type = type;
    this.data = data;
  }

  public static Input feed(String name, TensorType type) {
    return new Input(Kind.FEED, name, type, null);
  }

  public static Input state(String name, TensorType type) {
    return new Input(Kind.STATE, name, type, null);
  }

  /**
   * @param data the bytes, dense and row-major; not copied, so the caller must leave them unchanged
   */
  public static Input constant(String name, TensorType type, MemorySegment data) {
    if (data.byteSize() != type.bytes()) {
      throw new OpException(
          "constant", data.byteSize() + " bytes given; " + type + " needs " + type.bytes());
    }
    return new Input(Kind.CONSTANT, name, type, data);
  }

  public Kind kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  @Override
  public TensorType type() {
    return type;
  }

  /** The bytes of a constant; null for feeds and state. */
  public MemorySegment data() {
    return data;
  }

  @Override
  public String toString() {
    return name + ":" + type;
  }
}
