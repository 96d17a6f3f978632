package dev.culebra.train;

import dev.culebra.files.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Child of the tests: trains in a folder, from the newest checkpoint if there is a run, and prints
 * a line for every step. Says why not and exits with 2.
 */
final class TrainMain {
  static final int SAMPLES = 83;

  private TrainMain() {}

  static Map<String, Object> options(long steps) {
    return Map.of("steps", steps, "accumulate", 2, "ema", 0.9, "checkpointEvery", 4, "logEvery", 7);
  }

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    long steps = Long.parseLong(arguments[1]);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            System.out.println("step " + progress.step());
            System.out.flush();
          }
        };
    try (Trainer trainer =
        RunFolder.isRun(folder)
            ? Trainer.resume(folder, Map.of(), TinyRun.data(SAMPLES), listener)
            : Trainer.start(TinyRun.job(folder, options(steps)), TinyRun.data(SAMPLES), listener)) {
      CountDownLatch ended = new CountDownLatch(1);
      Thread stop = new Thread(() -> stop(trainer, ended));
      Runtime.getRuntime().addShutdownHook(stop);
      TrainResult result;
      try {
        result = trainer.run();
      } finally {
        ended.countDown();
      }
      System.out.println(result.end() + " " + result.step());
    } catch (UserError error) {
      System.out.println(error.getMessage());
      System.exit(2);
    }
  }

  private static void stop(Trainer trainer, CountDownLatch ended) {
    trainer.requestStop();
    try {
      ended.await();
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
