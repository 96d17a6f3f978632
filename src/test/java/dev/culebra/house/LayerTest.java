package dev.culebra.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.shape.Shape;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A package uses only packages of lower levels, and siblings never use each other: read from the
 * class files, so that fully qualified names and inferred types count too.
 */
class LayerTest {
  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("shape", 0),
          Map.entry("par", 0),
          Map.entry("math", 0),
          Map.entry("files", 0),
          Map.entry("ir", 1),
          Map.entry("memory", 1),
          Map.entry("op", 2),
          Map.entry("kernel", 2),
          Map.entry("grad", 3),
          Map.entry("plan", 3),
          Map.entry("cpu/ref", 3),
          Map.entry("cpu/simd", 3),
          Map.entry("cpu/ffm", 4),
          Map.entry("cuda", 3),
          Map.entry("run", 5),
          Map.entry("tensor", 6),
          Map.entry("nn", 7),
          Map.entry("loss", 7),
          Map.entry("optim", 7),
          Map.entry("data", 7),
          Map.entry("model", 8),
          Map.entry("eval", 9),
          Map.entry("train", 10),
          Map.entry("repro", 11),
          Map.entry("bench", 11),
          Map.entry("cli", 12));

  private static final Pattern NAME = Pattern.compile("dev/culebra/((?:[a-z]+/)+)[A-Z]");

  @Test
  void packagesUseOnlyLowerLevels() throws IOException, URISyntaxException {
    Path classes = Path.of(Shape.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> offences = new TreeSet<>();
    int seen = 0;
    try (Stream<Path> files = Files.walk(classes.resolve("dev/culebra"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        check(ClassFile.of().parse(file), offences);
        seen++;
      }
    }
    assertTrue(seen > 50, "only " + seen + " classes found in " + classes);
    assertEquals(Set.of(), offences);
  }

  private static void check(ClassModel model, Set<String> offences) {
    String name = model.thisClass().asInternalName();
    if (name.endsWith("package-info")) {
      return;
    }
    String own = packageOf(name);
    Integer level = LEVELS.get(own);
    assertNotNull(level, name + " lies in a package without a level");
    for (PoolEntry entry : model.constantPool()) {
      String text =
          switch (entry) {
            case ClassEntry type -> type.asInternalName();
            case Utf8Entry utf8 -> utf8.stringValue();
            default -> "";
          };
      Matcher matcher = NAME.matcher(text);
      while (matcher.find()) {
        String used = matcher.group(1).substring(0, matcher.group(1).length() - 1);
        if (!used.equals(own) && LEVELS.getOrDefault(used, 99) >= level) {
          offences.add(own + " (" + level + ") uses " + used + " in " + name);
        }
      }
    }
  }

  private static String packageOf(String internalName) {
    String inside = internalName.substring("dev/culebra/".length());
    return inside.substring(0, inside.lastIndexOf('/'));
  }
}
