package dev.culebra.cli;

import dev.culebra.train.Progress;
import dev.culebra.train.TrainResult;
import dev.culebra.train.TrainingListener;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Tells a person how a training goes: a bar on a terminal, plain lines otherwise. Steps are told a
 * few times a second at most, so that telling costs nothing.
 */
final class TrainingReport implements TrainingListener {
  private static final long BAR_NANOS = 250_000_000L;
  private static final long LINE_NANOS = 30_000_000_000L;

  /** Steps after which the JVM has compiled what is hot, so that the speed tells the time left. */
  private static final int WARM_UP = 50;

  private final Console console;
  private final String title;
  private final Bar bar;
  private long last = System.nanoTime();
  private long firstStep;
  private long epochs;
  private String unit;

  /**
   * @param title what is trained
   */
  TrainingReport(Console console, String title) {
    this.console = console;
    this.title = title;
    this.bar = console.isTerminal() ? new Bar(console) : null;
  }

  @Override
  public void started(Start start) {
    firstStep = start.firstStep();
    unit = start.unit();
    epochs = (start.steps() + start.stepsPerEpoch() - 1) / start.stepsPerEpoch();
    say("Training %s", title);
    say(
        "%,d parameters; %,d training and %,d test samples; %,d steps, %,d an epoch",
        start.parameters(),
        start.trainSamples(),
        start.testSamples(),
        start.steps(),
        start.stepsPerEpoch());
    say(
        "memory %s at its peak, checkpoints of %s; %s",
        size(start.peakBytes()),
        size(start.checkpointBytes()),
        Console.count(start.threads(), "thread"));
    if (start.firstStep() > 0) {
      say("resumed after step %,d", start.firstStep());
    }
    say("run folder %s", start.folder());
  }

  @Override
  public void step(Progress progress) {
    long now = System.nanoTime();
    if (bar != null) {
      long inEpoch = (progress.step() - 1) % progress.stepsPerEpoch() + 1;
      if (now - last >= BAR_NANOS || inEpoch == 1 || inEpoch == progress.stepsPerEpoch()) {
        last = now;
        bar.show(progress, inEpoch, epochs, standing(progress));
      }
    } else if (now - last >= LINE_NANOS) {
      last = now;
      say(
          "epoch %d, step %,d of %,d: %s; %,.0f samples/s, %s left",
          progress.epoch(),
          progress.step(),
          progress.steps(),
          values(progress, 2),
          progress.samplesPerSecond(),
          time(progress.secondsLeft()));
    }
  }

  @Override
  public void epochEnded(EpochEnd end) {
    hideBar();
    StringJoiner test = new StringJoiner(", ", " (", ")").setEmptyValue("");
    end.test().terms().forEach((name, value) -> test.add(name + " " + Console.figure(value)));
    say(
        "epoch %d/%d: test %s%s, train %s %s%s, after %s",
        end.epoch(),
        epochs,
        Console.figure(end.test().total()),
        test,
        Console.figure(first(end.train())),
        unit,
        end.isBest() ? "" : "; not the best",
        time(end.seconds()));
  }

  @Override
  public void warned(String line) {
    hideBar();
    console.err().println("culebra: " + line);
  }

  @Override
  public void ended(TrainResult result) {
    hideBar();
  }

  /** Takes the bar off the terminal; the next step shows it again. */
  void hideBar() {
    if (bar != null) {
      bar.hide();
    }
  }

  private void say(String format, Object... arguments) {
    console.err().println(Console.format(format, arguments));
  }

  /** Time left, speed and values. */
  private String standing(Progress progress) {
    boolean isWarm = progress.step() - firstStep >= WARM_UP;
    return (isWarm ? time(progress.secondsLeft()) + " left  " : "")
        + Console.format(
            "%,.0f%s  ", progress.samplesPerSecond(), console.columns() < 100 ? "/s" : " samples/s")
        + values(progress, 1);
  }

  private static String values(Progress progress, int digits) {
    StringJoiner values = new StringJoiner(" ");
    for (int i = 0; i < progress.names().size(); i++) {
      if (Double.isNaN(progress.value(i))) {
        continue; // a step that takes no part in this epoch
      }
      values.add(progress.names().get(i));
      values.add(Console.format("%." + digits + "f", progress.value(i)));
    }
    return values.toString();
  }

  /** For example {@code 1h02m}, {@code 3m05s}, {@code 12s}. */
  static String time(double seconds) {
    if (Double.isNaN(seconds)) {
      return "?";
    }
    long whole = Math.round(seconds);
    if (whole >= 3600) {
      return Console.format("%dh%02dm", whole / 3600, whole / 60 % 60);
    }
    return whole >= 60 ? Console.format("%dm%02ds", whole / 60, whole % 60) : whole + "s";
  }

  static String size(long bytes) {
    return bytes >= 1 << 30
        ? Console.format("%.1f GiB", bytes / 0x1p30)
        : Console.format("%.1f MiB", bytes / 0x1p20);
  }

  private static double first(Map<String, Double> values) {
    return values.values().iterator().next();
  }
}
