package dev.culebra.eval;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** Text in pictures. Servers often have no fonts at all, and then the JDK cannot draw a letter. */
final class Fonts {
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static final String REFUSAL = probe();

  private Fonts() {}

  /** Why no text can be drawn here, with the cure; null if it can. */
  static String refusal() {
    return REFUSAL;
  }

  private static String probe() {
    try {
      TITLE.getStringBounds("x", new FontRenderContext(null, true, true));
      return null;
    } catch (RuntimeException | Error noFonts) {
      return "no fonts on this machine; install fontconfig and a font (Debian: fonts-dejavu-core)";
    }
  }
}
