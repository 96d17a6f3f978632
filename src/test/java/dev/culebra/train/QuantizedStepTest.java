package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.model.Losses;
import dev.culebra.model.StepInput;
import dev.culebra.nn.Linear;
import dev.culebra.nn.VectorQuantizer;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A codebook inside a model's training step: learning, usage, revival, and what stays. */
class QuantizedStepTest {
  private static final int DEPTH = 3;
  private static final int PLACES = 2;
  private static final int CODES = 7;
  private static final float FAR = 1000;

  @TempDir Path folder;

  /** {@code decoder(quantizer(encoder(x)))} against x, two vectors for each sample. */
  private static final class Quantized extends FeatureModel {
    private final Linear encoder = part(new Linear("encoder", FEATURES, PLACES * DEPTH));
    private final Linear decoder = part(new Linear("decoder", PLACES * DEPTH, FEATURES));
    private final VectorQuantizer quantizer;

    Quantized(double decay, double revive, boolean cosine) {
      VectorQuantizer.Options options =
          new VectorQuantizer.Options(decay, 0.25, 1e-5, revive, cosine);
      quantizer = part(new VectorQuantizer("quantizer", CODES, DEPTH, options));
      initialize(3);
    }

    @Override
    public Losses losses(StepInput input) {
      Tensor samples = input.samples();
      Tensor vectors = encoder.apply(samples).reshape(samples.size(0), PLACES, DEPTH);
      VectorQuantizer.Quantized found = quantizer.apply(vectors, input.rng());
      Tensor flat = found.output().reshape(samples.size(0), PLACES * DEPTH);
      Tensor error = decoder.apply(flat).subtract(samples);
      return Losses.of(error.multiply(error).sumPerSample().add(found.loss()))
          .with("commitment", found.loss())
          .with("perplexity", found.perplexity());
    }
  }

  @Test
  void averagesFollowInPlaceAndTheLossFalls() {
    for (boolean cosine : new boolean[] {false, true}) {
      try (StepRun run = new StepRun(new Quantized(0.9, 0.01, cosine), false)) {
        MemorySegment images = run.images(0);
        float first = run.step(images, 0).value(0);
        StepProgram program = run.step(images, 1);
        assertEquals(List.of(), program.bound().plan().stateCopies());
        float[] usage = new float[300];
        for (int step = 2; step < usage.length; step++) {
          program = run.step(images, step);
          usage[step] = program.value(program.names().indexOf("perplexity"));
        }
        assertTrue(program.value(0) < first / 2, program.value(0) + " from " + first);
        for (int step = 2; step < usage.length; step++) {
          assertTrue(usage[step] >= 0.999f && usage[step] <= CODES, "perplexity " + usage[step]);
        }
        assertTrue(usage[usage.length - 1] > 2, "perplexity " + usage[usage.length - 1]);
      }
    }
  }

  @Test
  void aGradientTrainsTheCodebookToo() {
    try (StepRun run = new StepRun(new Quantized(0, 0, false), false)) {
      float[] before = run.parameters().get("quantizer.codebook");
      MemorySegment images = run.images(0);
      float first = run.step(images, 0).value(0);
      for (int step = 1; step < 300; step++) {
        run.step(images, step);
      }
      assertTrue(run.step(images, 300).value(0) < first / 2);
      assertFalse(Arrays.equals(before, run.parameters().get("quantizer.codebook")));
      assertFalse(run.parameters().containsKey("quantizer.ema_count"));
    }
  }

  @Test
  void aDeadCodeComesBack() {
    for (double revive : new double[] {0, 0.5}) {
      Quantized model = new Quantized(0.5, revive, false);
      float[] codes = model.quantizer.codebook().toFloats();
      Arrays.fill(codes, 0, DEPTH, FAR);
      model.quantizer.setCodebook(codes);
      try (StepRun run = new StepRun(model, false)) {
        run.steps(0, 4);
        float place = run.parameters().get("quantizer.codebook")[0];
        // Its averages still lie where nobody is; restarted it is a vector of a batch.
        assertEquals(revive == 0, Math.abs(place) > FAR / 2, "code 0 begins with " + place);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stepsThatAreNotFiniteLeaveTheCodebook(boolean accumulates) {
    try (StepRun run = new StepRun(new Quantized(0.9, 0.5, false), accumulates)) {
      run.steps(0, 2);
      Map<String, float[]> before = run.parameters();
      MemorySegment images = run.images(2);
      images.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 8, Float.NaN);
      assertThrows(UserError.class, () -> run.step(images, 2));
      Map<String, float[]> after = run.parameters();
      before.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
      assertTrue(before.containsKey("quantizer.ema_sum"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumedRunsAreTheSame(boolean accumulates) {
    Map<String, float[]> whole;
    try (StepRun run = new StepRun(new Quantized(0.9, 0.5, false), accumulates)) {
      run.steps(0, 6);
      whole = run.parameters();
    }
    Path file = folder.resolve("state.safetensors");
    try (StepRun run = new StepRun(new Quantized(0.9, 0.5, false), accumulates)) {
      run.steps(0, 2);
      Safetensors.write(file, run.state.entries(), Map.of());
    }
    try (StepRun run = new StepRun(new Quantized(0.9, 0.5, false), accumulates);
        Safetensors saved = Safetensors.open(file)) {
      run.state.read(saved);
      run.steps(2, 6);
      Map<String, float[]> resumed = run.parameters();
      whole.forEach((name, values) -> assertArrayEquals(values, resumed.get(name), name));
    }
  }
}
