using System.Globalization;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Web.Searching;

namespace ZsrbPaper.Benchmarks.Searching;

/// <summary>A way in which readers search, and how an example of it is made.</summary>
/// <param name="Name">For tables.</param>
internal sealed record SearchKind(string Name, SearchMix.Example Example);

/// <summary>
/// What readers of a generated archive may search for. What is said of an archive's words follows from how it was composed: <see cref="PlantedPhrases"/>
/// stand in a known share of articles, ranked words in the more articles the lower their rank.
/// </summary>
internal sealed class SearchMix(ArchivePlan plan, IReadOnlyList<GeneratedText> texts)
{
    /// <summary>The last page of those that are ranked together.</summary>
    private const int LastPage = ArticleSearch.Bound / SearchRequest.DefaultSize;

    /// <summary>Makes a search.</summary>
    internal delegate SearchAddress Example(SearchMix mix, ref Dice dice);

    public static IReadOnlyList<SearchKind> Kinds { get; } =
    [
        new("one article's name", (mix, ref dice) => Of(PlantedPhrases.UniqueOf((dice.Next(mix.Plan.Articles / 10) * 10) + 5)!)),
        new("rare phrase", (mix, ref dice) => Of(dice.Choose(PlantedPhrases.Rare).Text)),
        new("a person", (mix, ref dice) => Of(Vocabulary.People.Words[dice.Next(2_000)])),
        new("phrase out of a text", (mix, ref dice) => Of(mix.PieceOf(4 + dice.Next(5), ref dice))),
        new("title", (mix, ref dice) => Of(dice.Choose(mix.Texts).Title)),
        new("common word", (mix, ref dice) => Of(Common(ref dice))),
        new("very common word", (mix, ref dice) => Of(VeryCommon(ref dice))),
        new("single character", (mix, ref dice) => Of(Common(ref dice)[..1])),
        new("number", (mix, ref dice) => Of(string.Create(CultureInfo.InvariantCulture, $"{1 + dice.Next(99)}.{1 + dice.Next(9)}%"))),
        new("two common words", (mix, ref dice) => Of($"{Common(ref dice)} {Vocabulary.Verbs.Words[20 + dice.Next(80)]}")),
        new("very and less common word", (mix, ref dice) => Of($"{VeryCommon(ref dice)} {Vocabulary.Nouns.Words[200 + dice.Next(800)]}")),
        new("common without common", (mix, ref dice) => Of($"{Common(ref dice)} -{VeryCommon(ref dice)}")),
        new("in titles", (mix, ref dice) => Of($"标题:{Common(ref dice)}")),
        new("of an author", (mix, ref dice) => Of($"作者:{Vocabulary.People.Words[dice.Next(500)]}")),
        new("common, a section", (mix, ref dice) => Of(Common(ref dice)).Within(filter => filter with { Section = Vocabulary.Sections[2] })),
        new("common, a page label", (mix, ref dice) => Of($"{Common(ref dice)} 版次:A0{1 + dice.Next(8)}")),
        new("common, a month", (mix, ref dice) => mix.Between(Of(Common(ref dice)), 30, ref dice)),
        new("very common, a year", (mix, ref dice) => mix.Between(Of(VeryCommon(ref dice)), 365, ref dice)),
        new("common, newest first", (mix, ref dice) => Of(Common(ref dice)) with { Order = SearchOrder.Newest }),
        new("common, oldest first", (mix, ref dice) => Of(Common(ref dice)) with { Order = SearchOrder.Oldest }),
        new("common, pages 2 to 25", (mix, ref dice) => Of(Common(ref dice)) with { After = Page(2 + dice.Next(LastPage - 1)) }),
        new("very common, pages 2 to 25", (mix, ref dice) => Of(VeryCommon(ref dice)) with { After = Page(2 + dice.Next(LastPage - 1)) }),
        new("common, beyond page 25", (mix, ref dice) => Of(Common(ref dice)) with { After = mix.Beyond(ref dice) }),
        new("very common, beyond page 25", (mix, ref dice) => Of(VeryCommon(ref dice)) with { After = mix.Beyond(ref dice) }),
        new("question", (mix, ref dice) => Of($"{dice.Choose(mix.Texts).Title}是什么时候？")),
        new("pasted sentence, altered", (mix, ref dice) => Of(mix.PieceOf(30, ref dice) + mix.PieceOf(30, ref dice))),
        new("nothing has it", (mix, ref dice) => Of("龘靐齉" + (char)('一' + dice.Next(20_000)))),
    ];

    public ArchivePlan Plan => plan;

    /// <summary>Some of the archive's.</summary>
    public IReadOnlyList<GeneratedText> Texts => texts;

    private static SearchAddress Of(string query) => new(query, new SearchFilter());

    private static string Common(ref Dice dice) => dice.OneIn(3) ? dice.Choose(PlantedPhrases.Common).Text : Vocabulary.Nouns.Words[20 + dice.Next(180)];

    private static string VeryCommon(ref Dice dice) => dice.OneIn(3) ? dice.Choose(PlantedPhrases.VeryCommon).Text : Vocabulary.Nouns.Words[dice.Next(10)];

    private static string Page(int number) => new SearchPlace(null, (number - 1) * SearchRequest.DefaultSize).ToString();

    private string Beyond(ref Dice dice) => new SearchPlace(SearchDocument.FirstOf(plan.DateOf(dice.Next(plan.Editions))), dice.Next(LastPage) * SearchRequest.DefaultSize).ToString();

    private SearchAddress Between(SearchAddress search, int days, ref Dice dice)
    {
        var first = plan.DateOf(dice.Next(Math.Max(1, plan.Editions - days)));
        return search.Within(filter => filter with { From = first, To = first.AddDays(days - 1) });
    }

    /// <summary>Something that stands in a text, within a paragraph, marks included.</summary>
    private string PieceOf(int length, ref Dice dice)
    {
        while (true)
        {
            var paragraphs = dice.Choose(texts).Body.Split("\n\n");
            var paragraph = paragraphs[dice.Next(paragraphs.Length)];
            if (paragraph.Length > length)
            {
                var start = dice.Next(paragraph.Length - length);
                return paragraph.Substring(start, length);
            }
        }
    }
}

/// <summary>A text of an archive as readers have it.</summary>
internal sealed record GeneratedText(string Title, string Body);
