package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.Op;
import dev.culebra.op.MatMul;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Memory of known bytes, and calls that must be refused without changing one. */
abstract class BadCalls {
  static final byte UNTOUCHED = 0x5A;
  static final Op PRODUCT = new MatMul(false, false);

  final Arena arena = Arena.ofShared();
  private final List<MemorySegment> blocks = new ArrayList<>();

  @AfterEach
  void free() {
    arena.close();
  }

  MemorySegment bytes(long size) {
    MemorySegment segment = arena.allocate(size, 64).fill(UNTOUCHED);
    blocks.add(segment);
    return segment;
  }

  Operand f32(int... sizes) {
    return operand(TensorType.f32(sizes));
  }

  Operand operand(TensorType type) {
    return new Operand(type, bytes(type.bytes()));
  }

  /** Checks the message of a call's refusal, and all memory that {@link #bytes} gave. */
  void refused(String message, Op op, List<Operand> inputs, Operand... outputs) {
    var failure =
        assertThrows(
            IllegalArgumentException.class, () -> Kernels.run(op, inputs, List.of(outputs)));
    assertEquals(message, failure.getMessage());
    for (MemorySegment block : blocks) {
      for (long i = 0; i < block.byteSize(); i++) {
        assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, i), "written all the same");
      }
    }
  }
}
