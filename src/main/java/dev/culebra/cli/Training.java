package dev.culebra.cli;

import dev.culebra.eval.Evaluation;
import dev.culebra.model.Model;
import dev.culebra.model.Zoo;
import dev.culebra.train.Job;
import dev.culebra.train.RunFolder;
import dev.culebra.train.TrainResult;
import dev.culebra.train.Trainer;
import dev.culebra.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What {@code train} and {@code resume} share: the run with its report, its pictures, its summary.
 */
final class Training {
  private Training() {}

  /**
   * Trains.
   *
   * @param title what is trained, told before the first step
   * @param open begins or resumes the run
   * @return the exit code
   */
  static int run(Console console, String title, Function<TrainingListener, Trainer> open) {
    TrainingReport report = new TrainingReport(console, title);
    TrainResult result;
    try (Trainer trainer = open.apply(report)) {
      console.signal().asksFor(() -> stop(console, trainer::requestStop));
      result = trainer.run();
    } finally {
      console.signal().asksFor(null);
      report.hideBar();
    }
    if (result.test() != null || result.end() == TrainResult.End.FINISHED) {
      List<Path> pictures = pictures(console, result);
      summary(console, result, pictures);
    }
    if (result.end() != TrainResult.End.FINISHED) {
      console.out().println("Stopped after step " + result.step() + "; to continue:");
      console.out().println("  culebra resume " + result.folder());
    }
    return Main.DONE;
  }

  /** Asks for a graceful end, and says so. */
  static void stop(Console console, Runnable request) {
    request.run();
    console.err().println("\nStopping: this step, then a checkpoint; again to end at once ...");
  }

  private static List<Path> pictures(Console console, TrainResult result) {
    Path run = result.folder();
    Job job = RunFolder.read(run).job();
    String title =
        Console.format("%s on %s, step %,d", job.model(), job.options().data(), result.step());
    return RunPictures.write(console, run, title, RunData.open(run).test());
  }

  private static void summary(Console console, TrainResult result, List<Path> pictures) {
    List<List<String>> facts = new ArrayList<>();
    Evaluation test = result.test();
    if (test != null) {
      Job job = RunFolder.read(result.folder()).job();
      try (Model model = Zoo.find(job.model()).make(job.config())) {
        facts.addAll(Judgement.facts(model, test));
      }
    }
    facts.add(List.of("speed", Console.format("%,.0f samples/s", result.samplesPerSecond())));
    String epochs =
        result.epochs() == 0 ? "" : Console.count(result.epochs(), "whole epoch") + ", ";
    String steps = Console.count(result.step(), "step");
    facts.add(List.of("trained", steps + ", " + epochs + TrainingReport.time(result.seconds())));
    pictures.forEach(
        file -> facts.add(List.of(file.getFileName().toString().replace(".png", ""), "" + file)));
    console.out().println();
    console.facts(facts);
  }
}
