package dev.culebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnetTest {
  private static final Shape INPUT = Shape.of(8, 8, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "depth=0 ~ depth: 0 is not 1 to 16",
        "depth=4 ~ depth: 4 levels halve the image 4 times; 8x8 is not divisible by 16",
        "width=0 ~ width: 0 is below 1",
        "leastNoise=-1 ~ leastNoise: -1.0 is negative or not a number",
        "leastNoise=0.6 ~ mostNoise: 0.5 is below leastNoise",
        "rectangles=0 ~ rectangles: 0 is below 1",
        "hole=1.5 ~ hole: 1.5 is not in (0, 1]",
        "input=8,8 ~ input: [8,8] is not [H,W,C]"
      })
  void configurationsThatMakeNoSense(String fields, String fact) {
    Map<String, Object> values = new HashMap<>();
    for (String field : fields.split(";")) {
      values.put(field.split("=")[0], field.split("=")[1]);
    }
    UserError refusal =
        assertThrows(
            UserError.class, () -> Configs.with("test", values, Unet.Config.standard(INPUT, 0)));
    assertEquals("test: [unet] " + fact, refusal.getMessage());
  }

  /** The middle half of eight by four pixels is four by two of them. */
  @Test
  void theMiddleIsMissing() {
    Tensor known = new RandomRectangles(Shape.of(8, 4, 1), 1, 0.5).knownAroundTheMiddle(2);
    assertEquals(Shape.of(2, 8, 4, 1), known.shape());
    float[] wanted = new float[32];
    Arrays.fill(wanted, 1);
    for (int row = 2; row < 6; row++) {
      wanted[4 * row + 1] = 0;
      wanted[4 * row + 2] = 0;
    }
    assertArrayEquals(wanted, Arrays.copyOf(known.toFloats(), 32));
  }

  /** Whatever the network says, pixels that are known stay as they were. */
  @Test
  void whatIsKnownIsKept() {
    Map<String, Object> fields = Map.of("task", "inpaint", "depth", 1, "width", 2);
    try (Model model = Unet.of(Configs.with("test", fields, Unet.Config.standard(INPUT, 0)))) {
      model.initialize(1);
      float[] pixels = new float[64];
      for (int i = 0; i < 64; i++) {
        pixels[i] = i / 64f;
      }
      Tensor image = Tensor.of(Shape.of(1, 8, 8, 1), pixels);
      float[] found = ((Reconstructor) model).reconstruct(image).toFloats();
      for (int i = 0; i < 64; i++) {
        boolean missing = i / 8 >= 2 && i / 8 < 6 && i % 8 >= 2 && i % 8 < 6;
        assertEquals(missing, found[i] != pixels[i], "pixel " + i);
      }
    }
  }
}
