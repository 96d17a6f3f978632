package dev.culebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.files.UserError;
import dev.culebra.nn.TopUnits;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AeTest {
  private static final Shape INPUT = Shape.of(6, 6, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "latent=0 ~ latent: 0 is below 1",
        "hidden=4,0 ~ hidden: [4, 0] has one below 1",
        "regularizer=top_k;kept=33 ~ kept: 33 is not from 1 to the code's 32 units",
        "regularizer=top_k;kept=0 ~ kept: 0 is not from 1 to the code's 32 units",
        "architecture=conv;channels=3,4 ~ channels: 2 convolutions halve the image 2 times; 6x6 is"
            + " not divisible by 4",
        "architecture=lstm;hidden=3,4 ~ hidden: [3, 4] is not one width",
        "architecture=lstm;input=36 ~ architecture: recurrent layers need steps; [36] has none",
        "architecture=conv;input=6,6 ~ architecture: convolutions need [H,W,C], not [6,6]",
        "noise=gaussian;noiseLevel=-0.1 ~ noiseLevel: -0.1 is negative or not a number",
        "noise=masking;noiseLevel=1.5 ~ noiseLevel: 1.5 is no probability",
        "weight=-1 ~ weight: -1.0 is negative or not a number",
        "regularizer=rate ~ code: a rate needs a sigmoid",
        "regularizer=rate;code=sigmoid;rate=1 ~ rate: 1.0 is not in (0, 1)",
        "regularizer=contractive;jacobian=analytic ~ jacobian: analytic is for one sigmoid layer"
      })
  void configurationsThatMakeNoSense(String fields, String fact) {
    Map<String, Object> values = new HashMap<>();
    for (String field : fields.split(";")) {
      values.put(field.split("=")[0], field.split("=")[1]);
    }
    UserError refusal =
        assertThrows(
            UserError.class, () -> Configs.with("test", values, Ae.Config.standard(INPUT)));
    assertEquals("test: [ae] " + fact, refusal.getMessage());
  }

  @Test
  void theLargestUnitsStayAndTheFirstOfEqualOnes() {
    Tensor units = Tensor.of(Shape.of(3, 4), 1, 3, 2, -1, 5, 5, 5, 5, -4, -1, -3, -2);
    assertArrayEquals(
        new float[] {0, 3, 2, 0, 5, 5, 0, 0, 0, -1, 0, -2},
        new TopUnits(2).apply(units).toFloats());
  }

  /** Sequences are laid out as the encoder takes them, and come back as they were. */
  @Test
  void sequencesAndVectorsAreSamplesToo() {
    Map<String, Object> recurrent = Map.of("input", "5,3", "architecture", "gru", "hidden", "7");
    for (Map<String, Object> fields : List.of(recurrent, Map.<String, Object>of("input", "15"))) {
      Ae.Config config = Configs.with("test", fields, Ae.Config.standard(INPUT));
      try (Ae model = new Ae(config)) {
        model.initialize(1);
        Shape batch = Shape.of(2).append(config.input().sizes());
        Tensor samples = Tensor.of(batch, new float[30]);
        assertEquals(Shape.of(2, 32), model.encode(samples).shape());
        assertEquals(batch, model.reconstruct(samples).shape());
      }
    }
  }
}
