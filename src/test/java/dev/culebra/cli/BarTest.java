package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;

class BarTest {
  @Test
  void aWideTerminalHasABar() {
    assertEquals("epoch 1/2 ██████████▌            50%  loss 1.0", line(46).strip());
  }

  @Test
  void aNarrowTerminalKeepsTheValues() {
    assertEquals("epoch 1/2  50%  loss 1.0", line(30).strip());
    assertEquals("epoch 1/2  50%", line(14));
  }

  private static String line(int columns) {
    List<String> drawn = new ArrayList<>();
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("epoch 1/2")
            .setInitialMax(200)
            .setUpdateIntervalMillis(100_000)
            .setRenderer(Bar::line)
            .setConsumer(new DelegatingProgressBarConsumer(drawn::add, columns))
            .build()) {
      bar.stepTo(100);
      bar.setExtraMessage("loss 1.0");
      bar.refresh();
    }
    assertTrue(drawn.stream().allMatch(line -> line.length() <= columns), drawn.toString());
    return drawn.getLast();
  }
}
