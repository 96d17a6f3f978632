package dev.culebra.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  /** A configuration as models have them: components in an order that is not alphabetical. */
  public record Config(int[] input, int hidden, float beta, String name, boolean grey) {}

  @TempDir Path folder;

  @Test
  void recordsGoBothWaysInTheirOrder() {
    Config config = new Config(new int[] {28, 28, 1}, 400, 0.1f, "vae \"ü\"", true);
    String line = Json.line(config);
    assertEquals(
        "{\"input\":[28,28,1],\"hidden\":400,\"beta\":0.1,\"name\":\"vae"
            + " \\\"ü\\\"\",\"grey\":true}",
        line);
    Path file = folder.resolve("config.json");
    Json.write(file, config);
    Config back = Json.read(file, Config.class);
    assertEquals(line, Json.line(back));
    assertEquals(Float.floatToRawIntBits(0.1f), Float.floatToRawIntBits(back.beta()));
  }

  @Test
  void mapsKeepTheirOrderAndNumbersTheirSize() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("z", 1L << 62);
    map.put("a", List.of(1, 2.5));
    map.put("none", null);
    map.put("bad", Double.NaN);
    String line = Json.line(map);
    assertEquals("{\"z\":4611686018427387904,\"a\":[1,2.5],\"none\":null,\"bad\":\"NaN\"}", line);
    assertEquals(List.of("z", "a", "none", "bad"), List.copyOf(Json.parseMap("x", line).keySet()));
    assertEquals(1L << 62, Json.parseMap("x", line).get("z"));
    assertTrue(Json.pretty(map).endsWith("}\n"));
  }

  @Test
  void badTextIsOneLineThatNamesTheSource() throws IOException {
    for (String bad : List.of("{", "", "[1]", "{\"a\":1,\"a\":2}", "{\"a\":tru}", "{\"a\":1} x")) {
      UserError error = assertThrows(UserError.class, () -> Json.parseMap("config.json", bad), bad);
      assertTrue(
          error.getMessage().startsWith("config.json: not the expected JSON: "),
          error.getMessage());
      assertTrue(
          error.getMessage().endsWith("; repair it or restore a good copy"), error.getMessage());
      assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    }
    UserError unknown =
        assertThrows(UserError.class, () -> Json.parse("c.json", "{\"hiden\":3}", Config.class));
    assertTrue(unknown.getMessage().contains("hiden"), unknown.getMessage());
    Path missing = folder.resolve("none.json");
    UserError absent = assertThrows(UserError.class, () -> Json.readMap(missing));
    assertEquals(
        "cannot read " + missing + ": there is no such file; check the path", absent.getMessage());
  }

  @Test
  void tornLastLinesAreSkippedAndCutOff() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    Files.writeString(file, "{\"step\":1}\n{\"step\":2}\n{\"st");
    assertEquals(List.of(Map.of("step", 1), Map.of("step", 2)), JsonLines.read(file));
    try (JsonLines lines = JsonLines.open(file)) {
      lines.append(Map.of("step", 3));
    }
    assertEquals("{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n", Files.readString(file));
    Files.writeString(file, "{\"step\":1}\nnonsense\n");
    UserError error = assertThrows(UserError.class, () -> JsonLines.read(file));
    assertTrue(error.getMessage().startsWith(file + " line 2: not the expected JSON: "));
  }
}
