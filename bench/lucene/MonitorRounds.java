import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.MatchingQueries;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.Presearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.apache.lucene.monitor.TermWeightor;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * The peer of bench.gate_vs_lucene: a Lucene Monitor on the same articles and topics.
 *
 * <p>Arguments: the data folder, the number of topics, of articles, seconds of CPU to warm up, and
 * what is asked: "queries" as they are written, or "terms", of whose words two thirds are enough.
 * Says "ready", then answers each line on its input: "pairs" with the articles and topics that
 * matched, any other with one timed pass over the articles: microseconds of the matching thread's
 * CPU for an article, and the number of pairs.
 */
public final class MonitorRounds {
  private static final String FIELD = "text";
  private static final int PASSES = 2;
  private static final Analyzer ANALYZER = new StandardAnalyzer();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<String> texts = texts(folder, Integer.parseInt(arguments[2]));
    try (Monitor monitor = new Monitor(ANALYZER, presearcher(folder))) {
      Path topics = folder.resolve("topics-" + arguments[1] + ".json");
      monitor.register(queries(topics, arguments[4].equals("terms")));
      long until = THREADS.getCurrentThreadCpuTime() + Long.parseLong(arguments[3]) * 1_000_000_000L;
      while (THREADS.getCurrentThreadCpuTime() < until) {
        pass(monitor, texts);
      }
      System.out.println("ready");
      BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        if (line.equals("pairs")) {
          System.out.println(found(monitor, texts));
          continue;
        }
        long began = THREADS.getCurrentThreadCpuTime();
        int pairs = pass(monitor, texts);
        double micros = (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / texts.size();
        System.out.println(micros + " " + pairs);
      }
    }
  }

  private static int pass(Monitor monitor, List<String> texts) throws IOException {
    int pairs = 0;
    for (String text : texts) {
      pairs += match(monitor, text).getMatchCount();
    }
    return pairs;
  }

  private static MatchingQueries<QueryMatch> match(Monitor monitor, String text)
      throws IOException {
    Document document = new Document();
    document.add(new TextField(FIELD, text, Field.Store.NO));
    return monitor.match(document, QueryMatch.SIMPLE_MATCHER);
  }

  private static String found(Monitor monitor, List<String> texts) throws IOException {
    StringBuilder pairs = new StringBuilder();
    for (int at = 0; at < texts.size(); at++) {
      for (QueryMatch match : match(monitor, texts.get(at)).getMatches()) {
        pairs.append(at).append(':').append(match.getQueryId()).append(' ');
      }
    }
    return pairs.toString();
  }

  /** The fastest one of those that were tried: rare terms first, told by document frequencies. */
  private static Presearcher presearcher(Path folder) throws IOException {
    Map<String, Integer> frequencies = new HashMap<>();
    JSON.readTree(folder.resolve("df.json").toFile())
        .get("df")
        .fields()
        .forEachRemaining(each -> frequencies.put(each.getKey(), each.getValue().asInt()));
    TermWeightor weightor =
        TermWeightor.combine(
            TermFilteredPresearcher.DEFAULT_WEIGHTOR,
            TermWeightor.termFreqWeightor(frequencies, 100, 0.1));
    return new MultipassTermFilteredPresearcher(PASSES, 0.0f, weightor, List.of(), Set.of());
  }

  private static List<String> texts(Path folder, int count) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("articles.jsonl")).subList(0, count)) {
      JsonNode article = JSON.readTree(line);
      texts.add(article.get("title").asText() + "\n" + article.get("text").asText());
    }
    return texts;
  }

  private static List<MonitorQuery> queries(Path topics, boolean terms) throws IOException {
    List<MonitorQuery> queries = new ArrayList<>();
    for (JsonNode topic : JSON.readTree(topics.toFile())) {
      if (terms) {
        queries.add(new MonitorQuery(topic.get("id").asText(), mostOfOne(topic.get("any"))));
        continue;
      }
      BooleanQuery.Builder query = new BooleanQuery.Builder();
      query.add(anyOf(topic.get("any")), Occur.MUST);
      for (JsonNode group : topic.get("all")) {
        query.add(anyOf(group), Occur.MUST);
      }
      for (JsonNode each : topic.get("none")) {
        query.add(term(each), Occur.MUST_NOT);
      }
      boolean plain = topic.get("all").isEmpty() && topic.get("none").isEmpty();
      queries.add(
          new MonitorQuery(
              topic.get("id").asText(), plain ? anyOf(topic.get("any")) : query.build()));
    }
    return queries;
  }

  /** Two thirds of the words of one of the terms, in any order. */
  private static Query mostOfOne(JsonNode terms) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (JsonNode term : terms) {
      Set<String> distinct = new LinkedHashSet<>();
      for (JsonNode part : term.isObject() ? term.get("near") : List.of(term)) {
        distinct.addAll(words(part));
      }
      BooleanQuery.Builder most = new BooleanQuery.Builder();
      for (String word : distinct) {
        most.add(new TermQuery(new Term(FIELD, word)), Occur.SHOULD);
      }
      most.setMinimumNumberShouldMatch((distinct.size() * 2 + 2) / 3);
      any.add(most.build(), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query anyOf(JsonNode terms) throws IOException {
    if (terms.size() == 1) {
      return term(terms.get(0));
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (JsonNode each : terms) {
      query.add(term(each), Occur.SHOULD);
    }
    return query.build();
  }

  /** A word, a phrase, or two words so many places apart at most. */
  private static Query term(JsonNode term) throws IOException {
    if (term.isObject()) {
      JsonNode pair = term.get("near");
      return new IntervalQuery(
          FIELD,
          Intervals.maxwidth(
              term.get("within").asInt() + 1,
              Intervals.unordered(
                  Intervals.term(words(pair.get(0)).get(0)),
                  Intervals.term(words(pair.get(1)).get(0)))));
    }
    List<String> words = words(term);
    return words.size() == 1
        ? new TermQuery(new Term(FIELD, words.get(0)))
        : new PhraseQuery(FIELD, words.toArray(new String[0]));
  }

  private static List<String> words(JsonNode text) throws IOException {
    List<String> words = new ArrayList<>();
    try (TokenStream tokens = ANALYZER.tokenStream(FIELD, text.asText())) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(word.toString());
      }
      tokens.end();
    }
    return words;
  }
}
