package dev.culebra.model;

import dev.culebra.data.SampleType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every model by name, one line each. */
public final class Zoo {
  private static final List<Entry<?>> ENTRIES =
      List.of(
          new Entry<>(
              "ae",
              "autoencoder: undercomplete, sparse, contractive or denoising; MLP, conv, recurrent",
              "Vincent et al. 2008, Rifai et al. 2011, Makhzani & Frey 2013",
              Ae.Config.class,
              data -> Ae.Config.standard(data.shape()),
              Ae::new,
              Map.of()),
          new Entry<>(
              "cvae",
              "conditional VAE: images of a class, or completed from a quadrant",
              "Sohn, Lee & Yan 2015",
              Cvae.Config.class,
              data -> Cvae.Config.standard(data.shape(), data.classes()),
              Cvae::of,
              Map.of()),
          new Entry<>(
              "aae",
              "adversarial autoencoder, also told the classes",
              "Makhzani, Shlens, Jaitly, Goodfellow & Frey 2015",
              Aae.Config.class,
              data -> Aae.Config.standard(data.shape(), data.classes()),
              Aae::of,
              Aae.TRAINING),
          new Entry<>(
              "acai",
              "adversarially constrained autoencoder interpolation",
              "Berthelot, Raffel, Roy & Goodfellow 2019",
              Acai.Config.class,
              data -> Acai.Config.standard(data.shape()),
              Acai::new,
              Acai.TRAINING),
          new Entry<>(
              "acai-baseline",
              "what ACAI is compared with: plain, dropout, denoising, VAE, VQ-VAE",
              "Berthelot, Raffel, Roy & Goodfellow 2019",
              AcaiBaseline.Config.class,
              data -> AcaiBaseline.Config.standard(data.shape()),
              AcaiBaseline::new,
              Acai.TRAINING),
          new Entry<>(
              "alae",
              "adversarial latent autoencoder of fully connected layers",
              "Pidhorskyi, Adjeroh & Doretto 2020",
              Alae.Config.class,
              data -> Alae.Config.standard(data.shape()),
              Alae::new,
              Alae.TRAINING),
          new Entry<>(
              "iwae",
              "importance weighted autoencoder",
              "Burda, Grosse & Salakhutdinov 2015",
              Iwae.Config.class,
              data -> Iwae.Config.standard(data.shape()),
              Iwae::new,
              Iwae.TRAINING),
          new Entry<>(
              "deep-ae",
              "deep autoencoder with greedy pretraining by Boltzmann machines",
              "Hinton & Salakhutdinov 2006",
              DeepAe.Config.class,
              data -> DeepAe.Config.standard(data.shape()),
              DeepAe::new,
              Map.of("epochs", 60, "schedule", "cosine")),
          new Entry<>(
              "semantic-hash",
              "semantic hashing: binary codes of images or of texts",
              "Salakhutdinov & Hinton 2009",
              SemanticHash.Config.class,
              data -> SemanticHash.Config.standard(data.shape()),
              SemanticHash::new,
              Map.of()),
          new Entry<>(
              "seq2seq",
              "sequence to sequence: recurrent encoder and decoder, with attention or without",
              "Sutskever, Vinyals & Le 2014",
              Seq2Seq.Config.class,
              data -> Seq2Seq.Config.standard(data.shape()),
              Seq2Seq::new,
              Seq2Seq.TRAINING),
          new Entry<>(
              "unet",
              "U-Net that denoises, fills in missing rectangles, or segments",
              "Ronneberger, Fischer & Brox 2015",
              Unet.Config.class,
              data -> Unet.Config.standard(data.shape(), data.classes()),
              Unet::of,
              Map.of("epochs", 3)),
          new Entry<>(
              "vae",
              "variational autoencoder, MLP or convolutional",
              "Kingma & Welling 2013",
              Vae.Config.class,
              data -> Vae.Config.standard(data.shape()),
              Vae::new,
              Map.of()),
          new Entry<>(
              "pixelcnn",
              "gated PixelCNN over codes, the prior of a vq-vae",
              "van den Oord et al. 2016",
              PixelCnn.Config.class,
              data -> PixelCnn.Config.standard(data.shape(), data.classes(), data.values()),
              PixelCnn::new,
              PixelCnn.TRAINING),
          new Entry<>(
              "vq-vae",
              "vector quantized autoencoder",
              "van den Oord, Vinyals & Kavukcuoglu 2017",
              VqVae.Config.class,
              data -> VqVae.Config.standard(data.shape()),
              VqVae::new,
              VqVae.TRAINING));

  private Zoo() {}

  /**
   * A kind of model.
   *
   * @param name as the command line calls it
   * @param summary one line
   * @param paper its source
   * @param configType the configuration's record
   * @param standard the configuration that {@code train} starts from, for given samples
   * @param maker builds the model; parameters are not initialized yet
   * @param training options of training that differ from the usual ones, by name
   */
  public record Entry<C extends Record>(
      String name,
      String summary,
      String paper,
      Class<C> configType,
      Function<SampleType, C> standard,
      Function<C, Model> maker,
      Map<String, ?> training) {

    /**
     * Builds the model.
     *
     * @throws ClassCastException if the configuration is another model's
     */
    public Model make(Record config) {
      return maker.apply(configType.cast(config));
    }
  }

  public static List<Entry<?>> entries() {
    return ENTRIES;
  }

  /** The entry of a name; null if there is none. */
  public static Entry<?> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * The entry that a configuration belongs to.
   *
   * @throws IllegalArgumentException if no entry has such configurations
   */
  public static Entry<?> of(Record config) {
    return ENTRIES.stream()
        .filter(entry -> entry.configType().isInstance(config))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("[zoo] no model has a " + config.getClass()));
  }
}
