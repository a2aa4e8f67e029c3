using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Web.Api;

/// <summary>An example of every answer, made by what makes the answers themselves, of a newspaper that no portal has.</summary>
internal sealed class ApiExamples(ApiAnswers answers, IOptions<JsonOptions> json)
{
    public const string Newspaper = "example";

    private const string Hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    private static readonly Masthead _paper = new(
        Newspaper, "示例日报", "示例日报社", "CN00-0001", "1-1", "010-12345678", null, "zh-CN", "Asia/Shanghai", null, null, null, null, null, [], []);
    private static readonly Headline _headline = new(PageLabel.Parse("A01"), 1, ArticleKind.Article, "高质量发展", null, "春耕时节田间忙", "全镇早稻开插", []);
    private static readonly Headline _second = new(PageLabel.Parse("A01"), 2, ArticleKind.Article, null, null, "河岸添新绿", null, []);
    private static readonly PageView _page = new(
        PageLabel.Parse("A01"), "要闻", ["林小满"], ["陈一禾"], ["周清"], new Facsimile("0123456789abcdef", 2400, 3600), true, [_headline, _second], [],
        [new PageArea(AreaShape.Parse("3,6 62,6 62,60 3,60"), _headline)], []);
    private static readonly EditionView _edition = new(
        0, _paper, new DateOnly(2024, 3, 1), 12345, At(6, 0), At(6, 0), new DateOnly(2024, 2, 29), null, true, false, [_page]);

    /// <summary>The body of an operation's answer of that status; null when it has none.</summary>
    public JsonNode? Find(string operation, int status) => (operation, status) switch
    {
        ("listNewspapers", 200) => Write(answers.Newspapers([_paper])),
        ("getNewspaper", 200) => Write(answers.Newspaper(new ArchiveRange(_paper, new DateOnly(2019, 1, 22), _edition.Date))),
        ("listEditions", 200) => Write(answers.Editions(
            _paper,
            [new ListedEdition(_edition.Date, _edition.Number, _edition.PublishedAt, _edition.ModifiedAt, 16, _page.Label, _page.Facsimile)],
            $"{Addresses.ApiEditions(_paper.Code)}?limit=1&cursor={EditionCursor.After(_edition.Date)}")),
        ("getEdition", 200) => Write(answers.Edition(_edition)),
        ("getPage", 200) => Write(answers.SinglePage(_edition, _page)),
        ("getArticle", 200) => Write(answers.Article(_edition, _page, Article())),
        ("search", 200) => Write(answers.Search(
            new SearchResult(
                SearchQuery.Parse("早稻"),
                [
                    new FoundArticle(
                        1, _paper.Code, _paper.Name, _edition.Date, _page.Label, _page.Section, _headline.Number, _headline.Kind, null, Marked("春耕时节田间忙"), Marked("全镇", "早稻", "开插"),
                        Marked("连日来，镇里的", "早稻", "田一派繁忙。"), ["徐小满"], null),
                ],
                1, true, Facets: new SearchFacets([new("2024", 1)], [new("要闻", 1)], [new("徐小满", 1)])),
            null)),
        (_, >= 400) => Write(ApiResults.Describe(status, null, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")),
        _ => null,
    };

    /// <summary>A text of which every second part is marked.</summary>
    private static MarkedText Marked(params string[] parts) => new([.. parts.Select((text, index) => new MarkedPart(text, index % 2 == 1))]);

    private static ArticleView Article()
    {
        const string text = "本报讯（记者 徐小满）连日来，镇里的早稻田一派繁忙。\n\n截至昨日，全镇早稻**开插过半**。";
        var body = ArticleMarkdown.Render(text);
        return new ArticleView(
            _headline, ["徐小满"], [], [], null, null, At(6, 0), text, body.Html, body.OpensWithByline,
            [new PhotoView(Hash, 1200, 800, "农户在田间插秧。", "徐小满 摄", "水田里，三位农户弯腰插秧。", 50, 40)]);
    }

    private static DateTimeOffset At(int hour, int minute) => new(2024, 3, 1, hour, minute, 0, TimeSpan.FromHours(8));

    private JsonNode? Write<T>(T value) => JsonSerializer.SerializeToNode(value, json.Value.SerializerOptions.GetTypeInfo(typeof(T)));
}
