package org.lstm4j.layer;

import java.util.Arrays;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * A row of a trained table for each index (Bengio et al. 2003). Forward passes copy rows from the
 * parameters as they lie; nothing is packed.
 *
 * <pre>
 * weight  [classes × size]
 * </pre>
 *
 * @param size values of a row of the table, at least 1
 */
public record Embedding(int size) implements LayerSpec {
  static final String KIND = "embedding";

  private static final String WEIGHTS = "weight";

  /** Checks the size. */
  public Embedding {
    Settings.checkSize("size of the embedding", size);
  }

  static Embedding read(Settings settings) {
    return new Embedding(settings.size("size"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings().with("size", size);
  }

  @Override
  public Shape output(Shape input) {
    if (input.kind() != Kind.INDICES) {
      throw new IllegalArgumentException(
          "an embedding reads indices; what comes before it are %d numbers"
              .formatted(input.size()));
    }
    return input.withValues(size);
  }

  @Override
  public boolean isRowByRow() {
    return true;
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    layout.matrix(names.of(WEIGHTS), input.size(), size, Role.EMBEDDING);
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return new Table(binding.slice(WEIGHTS));
  }

  /** {@return for example {@code embedding 64}} */
  @Override
  public String toString() {
    return "embedding " + size;
  }

  /** The table. */
  private static final class Table implements Layer {
    private final Slice slice;
    private final Matrix rows = new Matrix();

    Table(Slice slice) {
      this.slice = slice;
    }

    @Override
    public void load(Kernels kernels, float[] parameters) {
      slice.point(rows, parameters);
    }

    @Override
    public LayerRun newRun(Signal input, Gradients gradients) {
      return new Run(this, input, gradients);
    }
  }

  /** The passes. */
  private static final class Run extends OwnOutput {
    private final Table table;
    private final Matrix dTable = new Matrix();

    Run(Table table, Signal input, Gradients gradients) {
      super(input, table.slice.columns(), gradients);
      this.table = table;
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      Matrix y = output.values();
      for (int r = 0; r < y.rows(); r++) {
        int from = table.rows.offset(input.indices()[r]);
        System.arraycopy(table.rows.values(), from, y.values(), y.offset(r), y.columns());
      }
    }

    /** Rows of the table get the gradients of their rows added, in order. */
    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      table.slice.point(dTable, gradients);
      if (!pass.accumulates()) {
        Arrays.fill(gradients, table.slice.offset(), table.slice.end(), 0f);
      }
      Matrix dy = output.gradients();
      for (int r = 0; r < dy.rows(); r++) {
        int to = dTable.offset(input.indices()[r]);
        int from = dy.offset(r);
        for (int j = 0; j < dy.columns(); j++) {
          gradients[to + j] += dy.values()[from + j];
        }
      }
    }
  }
}
