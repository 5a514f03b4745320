package org.sipha.http;

import java.util.List;
import org.sipha.http.Block.Statistic;
import org.sipha.http.Block.Table;

/** Blocks as tables for a person at a browser. */
final class StatusHtml {
  private StatusHtml() {}

  static String of(Snapshot snapshot, List<Block> blocks) {
    String name = snapshot.view().nodeName();
    StringBuilder out = new StringBuilder(16_384);
    out.append("<header><h1>").append(Markup.escaped(name)).append("</h1><p>version ");
    out.append(Markup.escaped(snapshot.view().productVersion()));
    out.append(" &middot; <a href=\"/\">overview</a></p></header>\n<nav>");
    for (String block : Blocks.names()) {
      out.append("<a href=\"/server?").append(block).append("\">").append(block).append("</a> ");
    }
    out.append("<a href=\"/server\">all</a></nav>\n");
    for (Block block : blocks) {
      out.append("<section><h2>").append(block.name()).append("</h2>\n");
      if (!block.statistics().isEmpty()) {
        append(out, block.statistics());
      }
      block.tables().forEach(table -> append(out, table));
      out.append("</section>\n");
    }
    return HtmlFrame.still(name + ": figures", out.toString());
  }

  private static void append(StringBuilder out, List<Statistic> statistics) {
    out.append("<table>\n");
    for (Statistic statistic : statistics) {
      out.append("<tr><th scope=\"row\">").append(statistic.name()).append("</th><td>");
      out.append(Markup.escaped(statistic.value().toString())).append("</td><td class=\"about\">");
      out.append(Markup.escaped(statistic.about())).append("</td></tr>\n");
    }
    out.append("</table>\n");
  }

  private static void append(StringBuilder out, Table table) {
    if (table.rows().isEmpty()) {
      out.append("<p>none</p>\n");
      return;
    }
    out.append("<table>\n<tr>");
    for (Statistic column : table.rows().get(0)) {
      out.append("<th scope=\"col\" title=\"").append(Markup.escaped(column.about())).append("\">");
      out.append(column.name()).append("</th>");
    }
    out.append("</tr>\n");
    for (List<Statistic> row : table.rows()) {
      out.append("<tr>");
      for (Statistic statistic : row) {
        out.append("<td>").append(Markup.escaped(statistic.value().toString())).append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</table>\n");
  }
}
