package dev.culebra.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The images for GPUs are checked in; each is of the sources that stand beside it. */
class PtxTest {
  static final Path IMAGES = Path.of("src/main/resources/dev/culebra/cuda");

  private static final Pattern NEEDS = Pattern.compile("(?m)^// Needs sm_(\\d+)\\.$");

  @TestFactory
  Stream<DynamicTest> imagesAreFresh() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("cuda-kernels"))) {
      List<String> kernels =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".cu"))
              .map(file -> file.replace(".cu", ""))
              .sorted()
              .toList();
      assertTrue(!kernels.isEmpty(), "no kernels");
      return kernels.stream().map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }
  }

  @Test
  void theIndexNamesEveryImageAndWhatItNeeds() throws IOException {
    List<String> images = new ArrayList<>();
    try (Stream<Path> files = Files.list(IMAGES)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".ptx")).toList()) {
        String target =
            Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(".target "))
                .findFirst()
                .orElseThrow();
        String name = file.getFileName().toString().replace(".ptx", "");
        images.add(name + target.substring(".target".length()));
        String source = Files.readString(Path.of("cuda-kernels", name + ".cu"));
        Matcher needs = NEEDS.matcher(source);
        assertEquals(".target sm_" + (needs.find() ? needs.group(1) : 75), target, name);
      }
    }
    Collections.sort(images);
    List<String> index = new ArrayList<>(Files.readAllLines(IMAGES.resolve("images.txt")));
    Collections.sort(index);
    assertEquals(images, index);
  }

  private static void check(String name) throws IOException, NoSuchAlgorithmException {
    String cure = "; run cuda-kernels/ptx.sh " + name + " where nvcc is";
    Path image = IMAGES.resolve(name + ".ptx");
    assertTrue(Files.exists(image), image + " is missing" + cure);
    List<String> lines = Files.readAllLines(image);
    List<String> sources = lines.stream().takeWhile(line -> line.startsWith("// ")).toList();
    assertTrue(
        sources.stream().anyMatch(line -> line.endsWith(" cuda-kernels/" + name + ".cu")),
        image + " does not say what it was made of" + cure);
    for (String source : sources) {
      String[] words = source.split(" ");
      byte[] bytes = Files.readAllBytes(Path.of(words[2]));
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      assertEquals(words[1], HexFormat.of().formatHex(hash), words[2] + " has changed" + cure);
    }
    // What a CUDA 12.0 driver takes.
    assertEquals(".version 8.0", lines.get(sources.size()));
  }
}
