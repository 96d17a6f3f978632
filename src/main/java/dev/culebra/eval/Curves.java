package dev.culebra.eval;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How the loss and each of its terms went, training beside held-out data. */
public final class Curves {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 340;
  private static final Color TRAIN = new Color(0x9a, 0xa5, 0xb1);
  private static final Color TEST = new Color(0x0b, 0x6e, 0x99);

  private Curves() {}

  /**
   * One number over the epochs.
   *
   * @param name for example {@code loss} or {@code kl}
   * @param train means over each epoch's training samples
   * @param test values on held-out data
   */
  public record Curve(String name, Points train, Points test) {
    /** A curve without points yet. */
    public static Curve of(String name) {
      return new Curve(name, Points.none(), Points.none());
    }
  }

  /** Values at epochs, to be added in order. */
  public record Points(List<Double> epochs, List<Double> values) {
    static Points none() {
      return new Points(new ArrayList<>(), new ArrayList<>());
    }

    public void add(double epoch, double value) {
      epochs.add(epoch);
      values.add(value);
    }
  }

  /**
   * Writes one panel a curve, side by side, as PNG; atomic. Writes nothing where the machine has no
   * fonts, see {@link Figures#textRefusal}.
   *
   * @param unit of the values, for example {@code nats per sample}
   * @return whether the file was written
   * @throws dev.culebra.files.UserError if the file cannot be written
   */
  public static boolean write(Path file, String unit, List<Curve> curves) {
    if (Fonts.refusal() != null || curves.isEmpty()) {
      return false;
    }
    BufferedImage page =
        new BufferedImage(WIDTH * curves.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = page.createGraphics();
    for (int panel = 0; panel < curves.size(); panel++) {
      BufferedImage image = BitmapEncoder.getBufferedImage(chart(curves.get(panel), unit));
      graphics.drawImage(image, panel * WIDTH, 0, null);
    }
    graphics.dispose();
    Grid.save(page, file);
    return true;
  }

  private static XYChart chart(Curve curve, String unit) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(curve.name())
            .xAxisTitle("epoch")
            .yAxisTitle(unit)
            .build();
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xe6, 0xe6, 0xe6));
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(Fonts.TITLE);
    styler.setAxisTitleFont(Fonts.CAPTION);
    styler.setAxisTickLabelsFont(Fonts.CAPTION);
    styler.setLegendFont(Fonts.CAPTION);
    styler.setLegendPosition(
        rises(curve) ? Styler.LegendPosition.InsideSE : Styler.LegendPosition.InsideNE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartPadding(14);
    styler.setXAxisDecimalPattern("0.##");
    add(chart, "train", curve.train(), TRAIN);
    add(chart, "test", curve.test(), TEST);
    return chart;
  }

  private static boolean rises(Curve curve) {
    List<Double> values =
        curve.test().values().size() < 2 ? curve.train().values() : curve.test().values();
    return !values.isEmpty() && values.getLast() > values.getFirst();
  }

  private static void add(XYChart chart, String name, Points points, Color color) {
    if (points.values().isEmpty()) {
      return;
    }
    var series = chart.addSeries(name, points.epochs(), points.values());
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2));
    series.setMarker(points.values().size() < 4 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(color);
  }
}
