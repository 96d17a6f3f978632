package dev.culebra.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.Input;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Compositions over places refuse calls that do not fit, with the fact and the type. */
class SpaceRefusalsTest {
  private final Value image = Input.feed("image", TensorType.f32(2, 4, 5, 3));
  private final Value pixel = Input.feed("pixel", TensorType.f32(2, 1, 1, 3));
  private final Value places = Input.feed("places", TensorType.f32(2, 7, 3));
  private final Value matrix = Input.feed("matrix", TensorType.f32(3, 4));

  @Test
  void pads() {
    refuses(
        "[pad] negative padding -1:2 of axis 1: f32[3,4]",
        () -> Pad.zeros(matrix, List.of(0, -1), List.of(0, 2)));
    refuses(
        "[pad] axis 0 is too short to reflect 3: f32[3,4]",
        () -> Pad.reflect(matrix, List.of(3, 0), List.of(0, 0)));
    refuses(
        "[pad] needs two pads for each axis: f32[3,4]",
        () -> Pad.replicate(matrix, List.of(1), List.of(0)));
  }

  @Test
  void windows() {
    refuses(
        "[average_pool2d] a window of 2x2 sees only padding: f32[2,4,5,3]",
        () -> AveragePool2d.of(image, 2, 2, Window2d.of(2, 2), true));
    refuses(
        "[average_pool2d] the kernel is larger than the padded image: f32[2,4,5,3]",
        () -> AveragePool2d.of(image, 6, 2, Window2d.of(2, 0), true));
    refuses(
        "[average_pool2d] needs [N,H,W,C]: f32[3,4]",
        () -> AveragePool2d.of(matrix, 2, 2, Window2d.of(2, 0), true));
    refuses(
        "[max_pool2d] a window of 2x2 sees only padding: f32[2,1,1,3]",
        () -> MaxPool2d.of(pixel, 2, 2, Window2d.of(1, 1, 2)));
    refuses(
        "[max_pool2d] kernel 0x2 is empty: f32[2,4,5,3]",
        () -> MaxPool2d.of(image, 0, 2, Window2d.of(2, 0), Rounding.CEIL));
    refuses(
        "[max_pool1d] needs [N,L,C]: f32[2,4,5,3]",
        () -> MaxPool1d.of(image, 2, Window1d.of(2, 0), Rounding.FLOOR));
    refuses(
        "[average_pool1d] dilation; only 1: f32[2,7,3]",
        () -> AveragePool1d.of(places, 2, new Window1d(2, 0, 0, 2), true, Rounding.FLOOR));
    refuses(
        "[blur] needs an odd kernel with a sum and a stride from 1: f32[2,4,5,3]",
        () -> Blur.of(image, List.of(1.0, 1.0), 1));
  }

  @Test
  void sequences() {
    Value sequence = Input.feed("sequence", TensorType.f32(2, 7, 4));
    Value weight = Input.feed("weight", TensorType.f32(3, 2, 6));
    refuses(
        "[conv1d] input has 4 channels; weight and groups need 2: f32[2,7,4] x f32[3,2,6]",
        () -> Conv1d.of(sequence, weight, Window1d.of(1, 1), 1));
    refuses(
        "[conv1d] input is not [N,L,C]: f32[3,4] x f32[3,2,6]",
        () -> Conv1d.of(matrix, weight, Window1d.of(1, 1), 2));
    Value doubles = Input.feed("doubles", TensorType.of(DType.F64, 3, 2, 6));
    refuses(
        "[conv1d] types differ: f32[2,7,4] x f64[3,2,6]",
        () -> Conv1d.of(sequence, doubles, Window1d.of(1, 1), 2));
    Value bytes = Input.feed("bytes", TensorType.of(DType.U8, 2, 7, 6));
    Value taps = Input.feed("taps", TensorType.of(DType.U8, 3, 2, 6));
    refuses(
        "[conv_transpose1d] u8 has no arithmetic here: u8[2,7,6] x u8[3,2,6]",
        () -> ConvTranspose1d.of(bytes, taps, Window1d.of(1, 1), 2, 7));
    refuses(
        "[conv1d] the kernel is longer than the padded sequence: f32[2,7,4] x f32[3,2,6]",
        () -> Conv1d.of(sequence, weight, new Window1d(1, 0, 0, 4), 2));
    refuses(
        "[conv_transpose1d] input has 4 channels; weight has 6 in 2 groups:"
            + " f32[2,7,4] x f32[3,2,6]",
        () -> ConvTranspose1d.of(sequence, weight, Window1d.of(1, 1), 2, 7));
    Value output = Input.feed("output", TensorType.f32(2, 7, 6));
    refuses(
        "[conv_transpose1d] output 12 convolves to 6, not to the input's length:"
            + " f32[2,7,6] x f32[3,2,6]",
        () -> ConvTranspose1d.of(output, weight, Window1d.of(2, 1), 2, 12));
  }

  @Test
  void sizes() {
    refuses(
        "[interpolate] size 0x3 is empty: f32[2,4,5,3]", () -> Interpolate.nearest(image, 0, 3));
    refuses(
        "[pixel_shuffle] 4 do not divide the channels: f32[2,4,5,3]",
        () -> PixelShuffle.of(image, 2));
    refuses(
        "[pixel_unshuffle] 2 does not divide: f32[2,4,5,3]", () -> PixelShuffle.inverse(image, 2));
    refuses("[repeat] count -1 is negative: f32[3,4]", () -> Repeat.each(matrix, 0, -1));
    refuses(
        "[resample2d] maps take 4x4 pixels: f32[2,4,5,3]",
        () -> Resample2d.of(image, Taps.flip(4), Taps.flip(4)));
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(OpException.class, call).getMessage());
  }
}
