package dev.culebra.cli;

import dev.culebra.train.Progress;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/** A progress bar for the present epoch on the last line of a terminal. One thread. */
final class Bar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
  private static final int LONGEST = 40;
  private static final int SHORTEST = 6;

  private final Console console;
  private ProgressBar bar;
  private int epoch;

  Bar(Console console) {
    this.console = console;
  }

  /**
   * Shows where the training stands.
   *
   * @param inEpoch steps done of the epoch
   * @param epochs epochs of the whole run
   * @param values what stands behind the bar
   */
  void show(Progress progress, long inEpoch, long epochs, String values) {
    if (bar != null && epoch != progress.epoch()) {
      hide();
    }
    if (bar == null) {
      epoch = progress.epoch();
      bar = make("epoch " + epoch + "/" + epochs, progress.stepsPerEpoch());
    }
    bar.stepTo(inEpoch);
    bar.setExtraMessage(values);
    bar.refresh();
  }

  /** Clears the line. */
  void hide() {
    if (bar != null) {
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
        .setRenderer(Bar::line)
        // It has a thread of its own, which only draws again what is shown here.
        .setUpdateIntervalMillis(1000)
        .setConsumer(new DelegatingProgressBarConsumer(this::draw, console.columns() - 1))
        .build();
  }

  private void draw(String line) {
    console.err().print("\r\033[2K" + line.strip());
    console.err().flush();
  }

  /** Name, bar, part done, values; the values matter most, so on a narrow terminal the bar goes. */
  static String line(ProgressState state, int columns) {
    double part = state.getMax() == 0 ? 0 : (double) state.getCurrent() / state.getMax();
    String percent = Console.format(" %3.0f%%", Math.floor(part * 100));
    String name = state.getTaskName();
    String values = "  " + state.getExtraMessage();
    int room = columns - name.length() - percent.length() - values.length() - 1;
    String bar = room < SHORTEST ? "" : " " + blocks(part, Math.min(room, LONGEST));
    String line = name + bar + percent + values;
    return line.substring(0, Math.min(columns, line.length()));
  }

  private static String blocks(double part, int width) {
    StringBuilder blocks = new StringBuilder();
    for (int cell = 0; cell < width; cell++) {
      int eighths = (int) Math.clamp((part * width - cell) * 8, 0, 8);
      blocks.append(EIGHTHS.charAt(eighths));
    }
    return blocks.toString();
  }
}
