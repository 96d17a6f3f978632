package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.OpException;
import dev.culebra.op.Window1d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The examples of {@link SequenceKernels}, word for word, with what they compute. */
class SequenceKernelsTest {
  @Test
  void conv1d() {
    float[] sums = new float[3];
    Kernels.conv1d(
        Operand.f32(new float[] {1, 2, 3}, 1, 3, 1),
        Operand.f32(new float[] {1, 1}, 2, 1, 1),
        Window1d.causal(2, 1),
        1,
        Operand.f32(sums, 1, 3, 1));
    assertArrayEquals(new float[] {1, 3, 5}, sums);
  }

  @Test
  void convTranspose1d() {
    float[] sequence = new float[4];
    Kernels.convTranspose1d(
        Operand.f32(new float[] {1, 2}, 1, 2, 1),
        Operand.f32(new float[] {10, 1}, 2, 1, 1),
        Window1d.of(2, 0),
        1,
        Operand.f32(sequence, 1, 4, 1));
    assertArrayEquals(new float[] {10, 1, 20, 2}, sequence);
  }

  @Test
  void lstmSequence() {
    float[] everyHidden = new float[2];
    Kernels.lstmSequence(
        Operand.f32(new float[] {1, 1}, 1, 2, 1),
        Operand.f32(new float[] {0, 0, 0, 0}, 1, 4),
        Operand.f32(new float[] {0, 0, 0, 0}, 1, 4),
        Operand.f32(new float[] {0, 0, 0, 0}, 4),
        Operand.f32(new float[] {0}, 1, 1),
        Operand.f32(new float[] {0}, 1, 1),
        Operand.f32(everyHidden, 1, 2, 1),
        Operand.f32(new float[1], 1, 1),
        Operand.f32(new float[1], 1, 1));
    assertArrayEquals(new float[] {0, 0}, everyHidden);
  }

  @Test
  void gruSequence() {
    float[] halved = new float[2];
    Kernels.gruSequence(
        Operand.f32(new float[] {1, 1}, 1, 2, 1),
        Operand.f32(new float[] {0, 0, 0}, 1, 3),
        Operand.f32(new float[] {0, 0, 0}, 1, 3),
        Operand.f32(new float[] {0, 0, 0}, 3),
        Operand.f32(new float[] {0, 0, 0}, 3),
        Operand.f32(new float[] {8}, 1, 1),
        Operand.f32(halved, 1, 2, 1),
        Operand.f32(new float[1], 1, 1));
    assertArrayEquals(new float[] {4, 2}, halved);
  }

  @Test
  void lengthsEndSequencesEarlier() {
    float[] outputs = new float[2];
    float[] last = new float[1];
    Kernels.gruSequence(
        Operand.f32(new float[] {1, 1}, 1, 2, 1),
        Operand.f32(new float[3], 1, 3),
        Operand.f32(new float[3], 1, 3),
        Operand.f32(new float[3], 3),
        Operand.f32(new float[3], 3),
        Operand.f32(new float[] {8}, 1, 1),
        Operand.i32(new int[] {1}, 1),
        Operand.f32(outputs, 1, 2, 1),
        Operand.f32(last, 1, 1));
    assertArrayEquals(new float[] {4, 0}, outputs);
    assertArrayEquals(new float[] {4}, last);
    float[] cell = new float[1];
    Kernels.lstmSequence(
        Operand.f32(new float[] {1, 1}, 1, 2, 1),
        Operand.f32(new float[4], 1, 4),
        Operand.f32(new float[4], 1, 4),
        Operand.f32(new float[4], 4),
        Operand.f32(new float[] {0}, 1, 1),
        Operand.f32(new float[] {8}, 1, 1),
        Operand.i32(new int[] {1}, 1),
        Operand.f32(outputs, 1, 2, 1),
        Operand.f32(last, 1, 1),
        Operand.f32(cell, 1, 1));
    assertArrayEquals(new float[] {4}, cell);
    assertEquals(0, outputs[1]);
  }

  @Test
  void misfitsAreToldInTheWordsOfSequences() {
    Operand x = Operand.f32(new float[3], 1, 3, 1);
    Operand taps = Operand.f32(new float[2], 2, 1, 1);
    Window1d window = Window1d.of(1, 0);
    refuses(
        "[conv1d] output 0 is f32[1,3,1]; needs f32[1,2,1]: f32[1,3,1] x f32[2,1,1] -> f32[1,3,1]",
        () -> Kernels.conv1d(x, taps, window, 1, x));
    refuses(
        "[conv1d] types differ: f32[1,3,1] x f64[2,1,1]",
        () -> Kernels.conv1d(x, Operand.f64(new double[2], 2, 1, 1), window, 1, x));
    float[] memory = new float[3];
    refuses(
        "[conv1d] output 0 overlaps input 0; this kernel does not work in place:"
            + " f32[1,3,1] x f32[1,1,1] -> f32[1,3,1]",
        () ->
            Kernels.conv1d(
                Operand.f32(memory, 1, 3, 1),
                Operand.f32(new float[1], 1, 1, 1),
                window,
                1,
                Operand.f32(memory, 1, 3, 1)));
    refuses(
        "[conv_transpose1d] output 4 convolves to 2, not to the input's length:"
            + " f32[1,3,1] x f32[2,1,1]",
        () ->
            Kernels.convTranspose1d(
                x, taps, Window1d.of(2, 0), 1, Operand.f32(new float[4], 1, 4, 1)));
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(OpException.class, call).getMessage());
  }
}
