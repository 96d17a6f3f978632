package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
  private static final Pattern PSNR = Pattern.compile("PSNR ([\\d.]+) dB before, ([\\d.]+) dB");

  @TempDir private Path folder;

  private Path trained(String... more) {
    Path data = MainTest.bars(folder.resolve("bars.npy"), 200);
    Path run = folder.resolve("run");
    List<Object> command =
        new ArrayList<>(List.of("train", "unet", "--data", data, "--out", run, "--threads", 1));
    command.addAll(List.of(more));
    Command.run(command.toArray()).done();
    return run;
  }

  @Test
  void psnrRises() {
    Path run =
        trained("--depth", "1", "--width", "8", "--steps", "500", "--batch", "32", "--lr", "0.003");
    assertTrue(Files.exists(run.resolve("restored.png")));
    for (String task : List.of("deblur", "super-resolve", "inpaint")) {
      String printed = Command.run("restore", run, "--task", task, "--degrade").done();
      Matcher found = PSNR.matcher(printed);
      assertTrue(found.find(), printed);
      double gain = Double.parseDouble(found.group(2)) - Double.parseDouble(found.group(1));
      assertTrue(gain > 1, task + ": " + printed);
    }
    Path array = folder.resolve("restored.npy");
    Command.run("restore", run, "--degrade", "--out", array).done();
    assertTrue(Files.exists(array));
  }

  @Test
  void whatCannotBeRestored() {
    Path run = trained("--depth", "1", "--width", "2", "--steps", "1");
    assertRefused("--task sharpen: give deblur", run, "--task", "sharpen", "--degrade");
    assertRefused("restore what?", run);
    assertRefused("--factor 4", run, "--task", "super-resolve", "--factor", 4, "--degrade");
    assertRefused("--noise -1.0", run, "--noise", -1, "--degrade");
    assertRefused("noise -1.0 is negative", run, "--prior-noise", -1, "--degrade");
    assertRefused("--blur 0.0", run, "--blur", 0, "--degrade");
    assertRefused("does not converge", run, "--rate", 3, "--degrade");
    Path data = folder.resolve("bars.npy");
    assertRefused("give --mask", run, "--task", "inpaint", "--in", data);
    assertRefused("[3,3,1]", run, "--task", "super-resolve", "--in", data);
    Path vae = folder.resolve("vae");
    Command.train(data, vae, "--steps", 1).done();
    assertRefused("vae was not trained to remove Gaussian noise", vae, "--degrade");
    assertFalse(Files.exists(vae.resolve("restored.png")));
  }

  private static void assertRefused(String part, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = "restore";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    String line = Command.run(all).refused();
    assertTrue(line.contains(part), line);
    assertEquals(line.strip(), line);
  }
}
