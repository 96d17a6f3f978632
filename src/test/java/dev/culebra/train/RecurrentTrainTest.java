package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.CudaRecurrentTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole trainings whose recurrent layers go through time step by step or in one launch. */
@Tag("cuda")
class RecurrentTrainTest extends CudaTrainings {
  private static final String WALK = "cuda with all steps in one launch";
  private static final String STEPS = "cuda with a launch for each step";

  private static List<TinyModels.Tiny> recurrent() {
    return TinyModels.all().stream()
        .filter(tiny -> tiny.toString().matches(".*(lstm|gru|seq2seq).*"))
        .toList();
  }

  private static void with(String choice, Runnable work) {
    CudaRecurrentTest.with(
        choice,
        () -> {
          work.run();
          return null;
        });
  }

  private static Object tier(Path run) {
    Object lstm = tier(run, "lstm_sequence");
    return lstm == null ? tier(run, "gru_sequence") : lstm;
  }

  @Test
  void lossesFollowThoseOfTheProcessor() {
    int trained = 0;
    for (TinyModels.Tiny tiny : recurrent()) {
      Job cpu = tiny.job(folder.resolve("cpu-" + trained), Map.of("steps", 10));
      List<Double> expected = TinyRun.values(cpu, tiny.data());
      for (String choice : List.of("steps", "walk")) {
        Path run = folder.resolve(choice + "-" + trained);
        Job cuda = tiny.job(run, Map.of("steps", 10, "device", "cuda"));
        List<Double> actual =
            CudaRecurrentTest.with(choice, () -> TinyRun.values(cuda, tiny.data()));
        assertClose(tiny + ", " + choice, expected, actual);
        assertEquals(choice.equals("walk") ? WALK : STEPS, tier(run), tiny.toString());
      }
      trained++;
    }
    assertTrue(trained > 2, "models with recurrent layers: " + trained);
  }

  @Test
  void theSameRunGivesTheSameBytesAndAnotherKindOfKernelsIsToldOf() {
    TinyModels.Tiny tiny = recurrent().getFirst();
    Path run = givesTheSameBytes(tiny, "lstm_sequence", WALK, work -> with("walk", work));
    tellsOfOthers(tiny, run, work -> with("steps", work));
    assertEquals(STEPS, tier(run, "lstm_sequence_gradient"));
  }
}
