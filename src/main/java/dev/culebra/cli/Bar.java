package dev.culebra.cli;

import dev.culebra.train.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar for the present epoch on a terminal. One thread. */
final class Bar {
  private final Console console;
  private ProgressBar bar;
  private int epoch;

  Bar(Console console) {
    this.console = console;
  }

  /** Shows where the training stands. */
  void show(Progress progress, long inEpoch, long epochs) {
    if (bar != null && epoch != progress.epoch()) {
      hide();
    }
    if (bar == null) {
      epoch = progress.epoch();
      bar = make("epoch " + epoch + "/" + epochs, progress.stepsPerEpoch());
    }
    bar.stepTo(inEpoch);
    bar.setExtraMessage(
        Console.format(
            " %s left, %,.0f samples/s, %s",
            TrainingReport.time(progress.secondsLeft()),
            progress.samplesPerSecond(),
            TrainingReport.values(progress)));
    bar.refresh();
  }

  /** Takes the bar away and clears its line. */
  void hide() {
    if (bar != null) {
      bar.pause();
      bar.close();
      bar = null;
      console.err().print("\r\033[2K");
      console.err().flush();
    }
  }

  private ProgressBar make(String name, long steps) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .hideEta()
        .clearDisplayOnFinish()
        // It has a thread of its own, which only draws what is shown here.
        .setUpdateIntervalMillis(1000)
        .setConsumer(new ConsoleProgressBarConsumer(console.err(), console.columns() - 1))
        .build();
  }
}
