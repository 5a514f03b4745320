package org.sipha.http;

import java.util.List;
import org.sipha.http.Block.Statistic;
import org.sipha.http.Block.Table;

/** Blocks as XML, in the shape that existing monitoring clients read (SPEC 7). */
final class StatusXml {
  private StatusXml() {}

  /** One root with a child {@code version}, then the blocks. */
  static String of(Snapshot snapshot, List<Block> blocks) {
    StringBuilder out = new StringBuilder(8_192);
    // Without an encoding: some clients decode first and then refuse a text that declares one.
    out.append("<?xml version=\"1.0\"?>\n<serverx>\n");
    out.append("  <version rem=\"Version of this server\">")
        .append(Markup.escaped(snapshot.view().productVersion()))
        .append("</version>\n");
    for (Block block : blocks) {
      append(out, block);
    }
    return out.append("</serverx>\n").toString();
  }

  private static void append(StringBuilder out, Block block) {
    out.append("  <").append(block.name()).append(">\n");
    for (Statistic statistic : block.statistics()) {
      append(out.append("    "), statistic);
    }
    for (Table table : block.tables()) {
      // The inner element bears the name of the block once more: that is how clients look for it.
      out.append("    <").append(block.name()).append(" id=\"").append(table.id()).append("\">\n");
      for (List<Statistic> row : table.rows()) {
        out.append("      <").append(table.rowName()).append(">\n");
        row.forEach(statistic -> append(out.append("        "), statistic));
        out.append("      </").append(table.rowName()).append(">\n");
      }
      out.append("    </").append(block.name()).append(">\n");
    }
    out.append("  </").append(block.name()).append(">\n");
  }

  private static void append(StringBuilder out, Statistic statistic) {
    out.append('<').append(statistic.name());
    out.append(" rem=\"").append(Markup.escaped(statistic.about())).append("\">");
    out.append(Markup.escaped(statistic.value().toString()));
    out.append("</").append(statistic.name()).append(">\n");
  }
}
