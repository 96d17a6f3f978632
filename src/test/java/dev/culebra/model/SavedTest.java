package dev.culebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models to files and back, and from PyTorch's files. */
class SavedTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "conv"})
  void aModelThatPyTorchWrote(String kind) throws URISyntaxException {
    try (Model model = Saved.load(golden("vae_" + kind + "_model"));
        Safetensors steps = Safetensors.open(golden("model_vae_" + kind))) {
      Tensor images = Tensor.of(steps.type("x").shape(), floats(steps, "x"));
      float[] found = ((Reconstructor) model).reconstruct(images).toFloats();
      assertArrayEquals(floats(steps, "reconstruction"), found, 1e-5f);
      Path again = folder.resolve("again.safetensors");
      Saved.write(model, again);
      try (Safetensors original = Safetensors.open(golden("vae_" + kind + "_model"));
          Safetensors written = Safetensors.open(again)) {
        assertEquals(Set.copyOf(original.names()), Set.copyOf(written.names()));
        for (String name : original.names()) {
          assertEquals(original.type(name), written.type(name), name);
          assertArrayEquals(floats(original, name), floats(written, name), name);
        }
        Map<String, Object> wanted = Json.parseMap("golden", original.metadata().get("config"));
        Map<String, Object> config = Json.parseMap("written", written.metadata().get("config"));
        wanted.forEach((key, value) -> assertEquals(value, config.get(key), key));
      }
    }
  }

  /**
   * The file was written by {@code culebra train} on colour images; {@code vae_twin.py reconstruct}
   * loaded it strictly into PyTorch and made the reconstructions.
   */
  @ParameterizedTest
  @ValueSource(strings = {"mlp", "conv"})
  void aModelThatPyTorchRead(String kind) throws URISyntaxException {
    try (Autoencoder model = Autoencoder.load(golden("culebra_vae_" + kind));
        Safetensors twin = Safetensors.open(golden("culebra_vae_" + kind + "_twin"))) {
      float[] found = model.reconstruct(floats(twin, "x"));
      assertArrayEquals(floats(twin, "reconstruction"), found, 1e-5f);
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    try (Model model = new Vae(Vae.Config.standard(Shape.of(4, 4, 1)))) {
      model.initialize(3);
      Saved.write(model, folder.resolve("a"));
      Saved.write(model, folder.resolve("b"));
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
      try (Model loaded = Saved.load(folder.resolve("a"))) {
        assertEquals(model.config(), loaded.config());
        for (int i = 0; i < model.parameters().size(); i++) {
          assertArrayEquals(
              model.parameters().get(i).toFloats(), loaded.parameters().get(i).toFloats());
        }
      }
    }
  }

  @Test
  void anotherModelsTensors() throws URISyntaxException {
    SequencedMap<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    try (Safetensors original = Safetensors.open(golden("vae_mlp_model"))) {
      for (String name : original.names()) {
        String changed = name.equals("mean.bias") ? "middle.bias" : name;
        tensors.put(changed, new Safetensors.Entry(original.type(name), original.bytes(name)));
      }
      Path file = folder.resolve("other.safetensors");
      Safetensors.write(file, tensors, original.metadata());
      UserError error = assertThrows(UserError.class, () -> Saved.load(file));
      assertEquals(
          file
              + ": its tensors are another model's; missing [mean.bias], unexpected [middle.bias];"
              + " give a file of the same model and configuration",
          error.getMessage());
    }
  }

  @Test
  void anotherSize() throws URISyntaxException {
    Vae.Config config =
        Configs.with(
            "test", Map.of("hidden", 11, "latent", 3), Vae.Config.standard(Shape.of(6, 6, 1)));
    try (Model model = new Vae(config)) {
      model.initialize(1);
      float[] before = model.parameters().getLast().toFloats();
      Path file = golden("vae_mlp_model");
      UserError error = assertThrows(UserError.class, () -> Saved.loadInto(model, file));
      assertEquals(
          file
              + ": tensor 'encoder.0.weight' is f32[10,36], the model needs f32[11,36];"
              + " give a file of the same configuration",
          error.getMessage());
      assertArrayEquals(before, model.parameters().getLast().toFloats());
    }
  }

  @Test
  void noModelInIt() {
    SequencedMap<String, Safetensors.Entry> none = new LinkedHashMap<>();
    Path file = folder.resolve("none.safetensors");
    Safetensors.write(file, none, Map.of("model", "gan", "config", "{}"));
    String models = Zoo.entries().stream().map(Zoo.Entry::name).collect(Collectors.joining(", "));
    assertEquals(
        file + ": unknown model 'gan'; there are " + models,
        assertThrows(UserError.class, () -> Saved.load(file)).getMessage());
    Safetensors.write(file, none, Map.of("model", "vae", "config", "{}"));
    assertEquals(
        file + " config: no 'input'; it must be the shape of a sample, as [28,28,1]",
        assertThrows(UserError.class, () -> Saved.load(file)).getMessage());
    assertEquals(
        folder + ": no model.safetensors in it; give a run that reached its first checkpoint",
        assertThrows(UserError.class, () -> Saved.load(folder)).getMessage());
  }

  @Test
  void configurations() {
    Vae.Config standard = Vae.Config.standard(Shape.of(28, 28, 1));
    assertEquals(standard, Configs.with("test", Configs.toMap(standard), standard));
    Vae.Config changed =
        Configs.with(
            "flags",
            Map.of("architecture", "conv", "channels", "8,16", "beta", "0.5", "input", "32x32x3"),
            standard);
    assertEquals(Vae.Architecture.CONV, changed.architecture());
    assertEquals(List.of(8, 16), changed.channels());
    assertEquals(0.5, changed.beta());
    assertEquals(Shape.of(32, 32, 3), changed.input());
    assertEquals(standard.latent(), changed.latent());
    refused(Map.of("depth", 3), "flags: unknown field 'depth'; there are input, architecture,");
    refused(Map.of("latent", "many"), "flags: latent is 'many'; give integer");
    refused(Map.of("latent", 0.5), "flags: latent is '0.5'; give integer");
    refused(Map.of("architecture", "deep"), "flags: architecture is 'deep'; give mlp|conv");
    refused(Map.of("latent", 0), "flags: [vae] latent: 0 is below 1");
    Configs.Field latent =
        Configs.fields(standard).stream()
            .filter(field -> field.name().equals("latent"))
            .findFirst()
            .orElseThrow();
    assertEquals(new Configs.Field("latent", "size of the latent", "integer", 20), latent);
  }

  private static void refused(Map<String, ?> values, String begin) {
    UserError error =
        assertThrows(
            UserError.class,
            () -> Configs.with("flags", values, Vae.Config.standard(Shape.of(28, 28, 1))));
    assertTrue(error.getMessage().startsWith(begin), error.getMessage());
  }

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(SavedTest.class.getResource("/golden/" + name + ".safetensors").toURI());
  }

  private static float[] floats(Safetensors file, String name) {
    return file.bytes(name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }
}
