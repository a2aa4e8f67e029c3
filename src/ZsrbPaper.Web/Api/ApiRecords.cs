using System.ComponentModel;
using System.Text.Json.Serialization;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Web.Api;

// What the API answers. The descriptions are what /openapi/v1.json and /api tell its users, in Chinese as all that the portal says.
// The members of a base record come first. What there is not is left out, never null; a member once published is never renamed and never changes its meaning within v1.

[Description("报纸的列表。")]
public sealed record NewspaperList
{
    [Description("按代码排列的全部报纸。")]
    public required IReadOnlyList<NewspaperReference> Newspapers { get; init; }
}

[Description("一种报纸的名称和地址。")]
public record NewspaperReference
{
    [Description("报纸代码，地址里的一段，永不改变。"), JsonPropertyOrder(-1)]
    public required string Code { get; init; }

    [Description("报名。"), JsonPropertyOrder(-1)]
    public required string Name { get; init; }

    [Description("给读者看的网页。"), JsonPropertyOrder(-1)]
    public required Uri Url { get; init; }

    [Description("本接口里这种报纸的地址。"), JsonPropertyOrder(-1)]
    public required Uri Api { get; init; }
}

[Description("一种报纸的报头，以及它有哪些报可读。")]
public sealed record NewspaperAnswer : NewspaperReference
{
    [Description("出版单位。")]
    public string? Publisher { get; init; }

    [Description("国内统一刊号。")]
    public string? IssueNumber { get; init; }

    [Description("邮发代号。")]
    public string? PostalCode { get; init; }

    [Description("新闻热线。")]
    public string? Hotline { get; init; }

    [Description("电子邮箱。")]
    public string? Email { get; init; }

    [Description("报纸所用语言的标记（BCP 47）。")]
    public required string Language { get; init; }

    [Description("时区的 IANA 名称；各期的日期和时刻都按这个时区。")]
    public required string TimeZone { get; init; }

    [Description("报头图片。")]
    public PictureAnswer? Logo { get; init; }

    [Description("ICP 备案号。")]
    public string? Icp { get; init; }

    [Description("公网安备号。")]
    public string? PoliceRecord { get; init; }

    [Description("互联网新闻信息服务许可证编号。")]
    public string? NewsLicence { get; init; }

    [Description("违法和不良信息举报电话。")]
    public string? ReportPhone { get; init; }

    [Description("各期的列表。")]
    public required Uri Editions { get; init; }

    [Description("可读的最早一期的日期。")]
    public DateOnly? FirstDate { get; init; }

    [Description("最新一期：可读的各期里日期最大的一期。它有自己的固定地址；接口里没有内容会变的“最新”地址。")]
    public EditionReference? Latest { get; init; }
}

[Description("一期报纸的日期和地址。")]
public record EditionReference
{
    [Description("出报日期，按报纸所在时区。"), JsonPropertyOrder(-1)]
    public required DateOnly Date { get; init; }

    [Description("给读者看的版面概览。"), JsonPropertyOrder(-1)]
    public required Uri Url { get; init; }

    [Description("本接口里这一期的地址。"), JsonPropertyOrder(-1)]
    public required Uri Api { get; init; }
}

[Description("各期的列表，新的在前，分批取。")]
public sealed record EditionList
{
    [Description("报纸。")]
    public required NewspaperReference Newspaper { get; init; }

    [Description("这一批。")]
    public required IReadOnlyList<EditionSummary> Editions { get; init; }

    [Description("下一批的地址，照原样去取；没有这一项就是取完了。应答头 Link 里也有它（rel=\"next\"）。")]
    public Uri? Next { get; init; }
}

[Description("列表里的一期报纸。")]
public sealed record EditionSummary : EditionReference
{
    [Description("总期号。")]
    public int? Number { get; init; }

    [Description("发布时刻，带报纸所在时区的偏移。")]
    public required DateTimeOffset PublishedAt { get; init; }

    [Description("这一期里任何内容最后改动的时刻。")]
    public required DateTimeOffset ModifiedAt { get; init; }

    [Description("版数。")]
    public required int PageCount { get; init; }

    [Description("头版版面图的小图。")]
    public PictureAnswer? Cover { get; init; }
}

[Description("一期报纸：各版、稿件标题和热区，没有正文。")]
public sealed record EditionAnswer : EditionReference
{
    [Description("报纸。")]
    public required NewspaperReference Newspaper { get; init; }

    [Description("总期号。")]
    public int? Number { get; init; }

    [Description("发布时刻，带报纸所在时区的偏移。")]
    public required DateTimeOffset PublishedAt { get; init; }

    [Description("这一期里任何内容最后改动的时刻。")]
    public required DateTimeOffset ModifiedAt { get; init; }

    [Description("整期的 PDF。")]
    public Uri? Pdf { get; init; }

    [Description("上一期（更早的一期）。")]
    public EditionReference? Previous { get; init; }

    [Description("下一期（更晚的一期）。")]
    public EditionReference? Next { get; init; }

    [Description("各版，按印刷顺序。")]
    public required IReadOnlyList<PageAnswer> Pages { get; init; }
}

[Description("一个版的版次和地址。")]
public record PageReference
{
    [Description("版次，如 A03；跨版如 A02-A03。"), JsonPropertyOrder(-1)]
    public required string Label { get; init; }

    [Description("给读者看的版面。"), JsonPropertyOrder(-1)]
    public required Uri Url { get; init; }

    [Description("本接口里这一版的地址。"), JsonPropertyOrder(-1)]
    public required Uri Api { get; init; }
}

[Description("一个版：版面图、稿件标题和热区。")]
public sealed record PageAnswer : PageReference
{
    [Description("版名，如 要闻。")]
    public string? Section { get; init; }

    [Description("责编。")]
    public required IReadOnlyList<string> Editors { get; init; }

    [Description("美编。")]
    public required IReadOnlyList<string> Designers { get; init; }

    [Description("校对。")]
    public required IReadOnlyList<string> Proofreaders { get; init; }

    [Description("这一版的 PDF。")]
    public Uri? Pdf { get; init; }

    [Description("版面图，由小到大；没有版面图时为空。")]
    public required IReadOnlyList<PictureAnswer> Facsimile { get; init; }

    [Description("从这一版开始的稿件，按版上的顺序。")]
    public required IReadOnlyList<HeadlineAnswer> Articles { get; init; }

    [Description("从别的版转到这一版的稿件（上接）。")]
    public required IReadOnlyList<ArticleReference> Continuations { get; init; }

    [Description("版面图上的热区。")]
    public required IReadOnlyList<AreaAnswer> Areas { get; init; }
}

[Description("单独取的一个版。")]
public sealed record SinglePageAnswer
{
    [Description("报纸。")]
    public required NewspaperReference Newspaper { get; init; }

    [Description("所在的一期。")]
    public required EditionReference Edition { get; init; }

    [Description("这一版。")]
    public required PageAnswer Page { get; init; }

    [Description("上一版。")]
    public PageReference? Previous { get; init; }

    [Description("下一版。")]
    public PageReference? Next { get; init; }
}

[Description("一篇稿件的题目和地址。")]
public record ArticleReference
{
    [Description("稿件所在版的版次。"), JsonPropertyOrder(-2)]
    public required string Page { get; init; }

    [Description("稿件号：在所在的版上唯一，发布以后永不改变，也不是排列的顺序。"), JsonPropertyOrder(-2)]
    public required int Number { get; init; }

    [Description("主题（标题）。"), JsonPropertyOrder(-2)]
    public required string Title { get; init; }

    [Description("给读者看的网页，永不改变。"), JsonPropertyOrder(-2)]
    public required Uri Url { get; init; }

    [Description("本接口里这篇稿件的地址。"), JsonPropertyOrder(-2)]
    public required Uri Api { get; init; }
}

[Description("列表里的一篇稿件。")]
public record HeadlineAnswer : ArticleReference
{
    [Description("种类：article 稿件，photo 图片，notice 公告，advertisement 广告。"), JsonPropertyOrder(-1)]
    public required ArticleKind Kind { get; init; }

    [Description("栏目。"), JsonPropertyOrder(-1)]
    public string? Column { get; init; }

    [Description("引题。"), JsonPropertyOrder(-1)]
    public string? Kicker { get; init; }

    [Description("副题。"), JsonPropertyOrder(-1)]
    public string? Subtitle { get; init; }

    [Description("下转的各版。"), JsonPropertyOrder(-1)]
    public required IReadOnlyList<string> ContinuesOn { get; init; }
}

[Description("一篇稿件：题目、署名、正文、图片和引用它所要的各项。")]
public sealed record ArticleAnswer : HeadlineAnswer
{
    [Description("报纸。")]
    public required NewspaperReference Newspaper { get; init; }

    [Description("所在的一期。")]
    public required EditionReference Edition { get; init; }

    [Description("所在版的版名。")]
    public string? Section { get; init; }

    [Description("发布时刻，带报纸所在时区的偏移。")]
    public required DateTimeOffset PublishedAt { get; init; }

    [Description("内容最后改动的时刻，不早于发布。")]
    public required DateTimeOffset ModifiedAt { get; init; }

    [Description("记者。")]
    public required IReadOnlyList<string> Reporters { get; init; }

    [Description("通讯员。")]
    public required IReadOnlyList<string> Correspondents { get; init; }

    [Description("摄影。")]
    public required IReadOnlyList<string> Photographers { get; init; }

    [Description("网页上正文之前的署名；正文自己以“本报讯（记者……）”开头时没有这一项。")]
    public string? Byline { get; init; }

    [Description("来源。")]
    public string? Source { get; init; }

    [Description("更正。有这一项时请一并显示。")]
    public string? Correction { get; init; }

    [Description("摘要：正文开头的一两句。")]
    public string? Summary { get; init; }

    [Description("正文，Markdown（CommonMark，另有表格；里面的 HTML 不算数）。")]
    public required string Markdown { get; init; }

    [Description("正文，可以直接显示的 HTML：只有段落、标题（h2 起）、列表、引文、表格、链接和强调，没有脚本、样式和图片。")]
    public required string Html { get; init; }

    [Description("图片，按稿件里的顺序。")]
    public required IReadOnlyList<PhotoAnswer> Photos { get; init; }

    [Description("分享用的图，比例 1:1、4:3、16:9 各一幅：稿件的第一幅图片，没有图片就取自版面图。")]
    public required IReadOnlyList<PictureAnswer> Image { get; init; }

    [Description("引用这篇稿件所要的各项。")]
    public required CitationAnswer Citation { get; init; }

    [Description("上一篇，跨版。")]
    public ArticleReference? Previous { get; init; }

    [Description("下一篇，跨版。")]
    public ArticleReference? Next { get; init; }
}

[Description("搜索所得，分批取。")]
public sealed record SearchAnswer
{
    [Description("找到多少篇；isCountExact 不为真时，至少这么多。")]
    public required int Count { get; init; }

    [Description("篇数是不是准数。")]
    public required bool IsCountExact { get; init; }

    [Description("没有稿件包含全部词语，所给的是最接近的；这时篇数没有意义。")]
    public required bool IsNearest { get; init; }

    [Description("找到的太多时，按相关程度排列的是这一天以来的。")]
    public DateOnly? RankedSince { get; init; }

    [Description("时间所限，查到这一天为止；照 next 取，就从那里接着查。")]
    public DateOnly? SearchedSince { get; init; }

    [Description("这一批。")]
    public required IReadOnlyList<FoundAnswer> Articles { get; init; }

    [Description("可以用来缩小范围的各项和篇数；找到的太多时没有。")]
    public FacetsAnswer? Facets { get; init; }

    [Description("下一批的地址，照原样去取；没有这一项就是取完了。应答头 Link 里也有它（rel=\"next\"）。")]
    public Uri? Next { get; init; }
}

[Description("找到的一篇稿件。")]
public sealed record FoundAnswer : ArticleReference
{
    [Description("种类：article 稿件，photo 图片，notice 公告。")]
    public required ArticleKind Kind { get; init; }

    [Description("引题。")]
    public string? Kicker { get; init; }

    [Description("副题。")]
    public string? Subtitle { get; init; }

    [Description("报纸。")]
    public required NewspaperReference Newspaper { get; init; }

    [Description("所在的一期。")]
    public required EditionReference Edition { get; init; }

    [Description("所在版的版名。")]
    public string? Section { get; init; }

    [Description("记者、通讯员和摄影。")]
    public required IReadOnlyList<string> Authors { get; init; }

    [Description("正文里找到的地方，纯文字。")]
    public required string Snippet { get; init; }

    [Description("题目和 snippet 里找到的词，照稿件里的写法，可以用来标出。")]
    public required IReadOnlyList<string> Words { get; init; }

    [Description("第一幅图片。")]
    public PhotoAnswer? Photo { get; init; }
}

[Description("可以用来缩小范围的各项。")]
public sealed record FacetsAnswer
{
    [Description("年份，新的在前。")]
    public required IReadOnlyList<FacetAnswer> Years { get; init; }

    [Description("版名，多的在前。")]
    public required IReadOnlyList<FacetAnswer> Sections { get; init; }

    [Description("作者，多的在前。")]
    public required IReadOnlyList<FacetAnswer> Authors { get; init; }
}

[Description("一项，以及它有多少篇。")]
public sealed record FacetAnswer
{
    [Description("年份、版名或作者。")]
    public required string Value { get; init; }

    [Description("篇数。")]
    public required int Count { get; init; }
}

[Description("引用一篇报纸稿件所要的各项。")]
public sealed record CitationAnswer
{
    [Description("写好的引文，按 GB/T 7714，没有引用日期。")]
    public required string Text { get; init; }

    [Description("责任者：记者在前，通讯员在后。")]
    public required IReadOnlyList<string> Authors { get; init; }

    [Description("题名。")]
    public required string Title { get; init; }

    [Description("报纸名。")]
    public required string Newspaper { get; init; }

    [Description("出报日期。")]
    public required DateOnly Date { get; init; }

    [Description("版次。")]
    public required string Page { get; init; }

    [Description("永久地址。")]
    public required Uri Url { get; init; }
}

[Description("稿件里的一幅图片。")]
public sealed record PhotoAnswer
{
    [Description("图说。")]
    public string? Caption { get; init; }

    [Description("供图。")]
    public string? Credit { get; init; }

    [Description("替代文字：图上有什么。")]
    public string? Alt { get; init; }

    [Description("裁切时应当保留的一点。")]
    public PointAnswer? Focus { get; init; }

    [Description("各种大小，由小到大。")]
    public required IReadOnlyList<RenditionAnswer> Renditions { get; init; }
}

[Description("图片的一种大小，同一幅图的三种格式。")]
public sealed record RenditionAnswer
{
    [Description("宽，像素。")]
    public required int Width { get; init; }

    [Description("高，像素。")]
    public required int Height { get; init; }

    [Description("AVIF 格式的地址。")]
    public required Uri Avif { get; init; }

    [Description("WebP 格式的地址。")]
    public required Uri Webp { get; init; }

    [Description("JPEG 格式的地址。")]
    public required Uri Jpeg { get; init; }
}

[Description("一幅图。")]
public sealed record PictureAnswer
{
    [Description("地址。")]
    public required Uri Url { get; init; }

    [Description("宽，像素。")]
    public required int Width { get; init; }

    [Description("高，像素。")]
    public required int Height { get; init; }
}

[Description("版面图上的一个热区。")]
public sealed record AreaAnswer
{
    [Description("多边形的各角，三个以上。")]
    public required IReadOnlyList<PointAnswer> Points { get; init; }

    [Description("热区里的稿件；没有这一项的，稿件已撤，图上这一处已遮去。")]
    public ArticleReference? Article { get; init; }
}

[Description("图上的一点，从左上角算起。")]
public sealed record PointAnswer
{
    [Description("横向，占图宽的百分数。")]
    public required decimal X { get; init; }

    [Description("纵向，占图高的百分数。")]
    public required decimal Y { get; init; }
}

[Description("没有得到所要的东西时的应答（RFC 9457）。")]
public sealed record Problem
{
    [Description("问题的种类；总是 about:blank，看 status 就知道是什么问题。")]
    public string Type { get; } = "about:blank";

    [Description("状态码的名称。")]
    public required string Title { get; init; }

    [Description("HTTP 状态码。")]
    public required int Status { get; init; }

    [Description("出了什么问题，可以怎么办。")]
    public required string Detail { get; init; }

    [Description("请求编号，询问时请告诉我们。")]
    public required string RequestId { get; init; }
}
