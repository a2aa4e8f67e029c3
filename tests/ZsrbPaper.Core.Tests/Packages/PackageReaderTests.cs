using System.Text;
using Xunit;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Tests.Packages;

public sealed class PackageReaderTests : IDisposable
{
    private readonly PackageFolder _package = PackageFolder.Plain();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task Full_package_is_read_with_everything_in_it()
    {
        _package.With("edition.yaml", """
            newspaper: zsrb
            date: 2024-03-01
            number: 12345
            release: 2024-03-01T06:00
            pages:
              - label: a03
                section: 新闻
                folder: news
                part: 3
                articles: [2, 1]
                editors: [甲, 乙]
                designers: 丙
                proofreaders: []
              - label: A04-A05
            retired: { A03: [7], B01: [1, 2] }
            """).With("news/1.md", """
            ---
            kicker: 引题
            title: "01"
            subtitle:
            column: 要闻
            kind: Notice
            reporters: [徐钧钻]
            source: 中山日报
            old-number: 4
            areas:
              - [[2.0, 8.5], [61.0, 8.5], [61.00004, 52.0], [2.0, 52.0]]
              - page: a04-a05
                points: [[0, 0], [50, 0], [50, 30]]
            photos:
              - file: Photo-1.JPG
                caption: "一\n二"
                credit: ""
                alt:
                focus: [50, 40.5]
            correction: 更正
            ---


                第一段

            第二段


            """.Replace("\n", "\r\n", StringComparison.Ordinal)).With("news/2.md", PackageFolder.Article)
            .With("news/photo-1.jpg", "x").With("news/PAGE.JPEG", "x").With("news/page.pdf", "x").With("A04-A05/page.png", "x");
        Directory.Delete(Path.Combine(_package.Path, "A03"), recursive: true);

        var reading = await _package.ReadAsync();

        Assert.Empty(reading.Problems);
        var edition = reading.Edition!;
        Assert.Equal(("zsrb", new DateOnly(2024, 3, 1), 12345), (edition.Newspaper, edition.Date, edition.Number));
        Assert.Equal("2024-03-01T06:00", edition.Release!.ToString());
        Assert.Equal(["A03/7", "B01/1", "B01/2"], edition.Retired.Select(retired => $"{retired.Label}/{retired.Number}"));
        var page = edition.Pages[0];
        Assert.Equal(("A03", "新闻", "news", 3), (page.Label.Value, page.Section, page.Folder, page.Part));
        Assert.Equal([2, 1], page.Articles.Select(article => article.Number));
        Assert.Equal("甲,乙 丙 ", $"{string.Join(',', page.Editors)} {string.Join(',', page.Designers)} {string.Join(',', page.Proofreaders)}");
        Assert.Equal(("news/PAGE.JPEG", "news/page.pdf"), (page.Picture!.Path, page.Pdf!.Path));
        var article = page.Articles[1];
        Assert.Equal(("引题", "01", null, "要闻", ArticleKind.Notice), (article.Kicker, article.Title, article.Subtitle, article.Column, article.Kind));
        Assert.Equal(("中山日报", 4, "更正", null), (article.Source, article.OldNumber, article.Correction, article.Withdrawal));
        Assert.Equal("    第一段\n\n第二段", article.Body);
        Assert.Equal(["A03: 2,8.5 61,8.5 61,52 2,52", "A04-A05: 0,0 50,0 50,30"], article.Areas.Select(area => $"{area.Page}: {area.Shape}"));
        var photo = Assert.Single(article.Photos);
        Assert.Equal(("photo-1.jpg", "一\n二", "", null), (photo.File.Name, photo.Caption, photo.Credit, photo.Alt));
        Assert.Equal(new AreaPoint(50, 40.5m), photo.Focus);
    }

    [Fact]
    public async Task Byte_order_marks_and_carriage_returns_do_no_harm()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        _package.With("edition.yaml", [.. mark, .. Encoding.UTF8.GetBytes(PackageFolder.Edition.Replace("\n", "\r\n", StringComparison.Ordinal))])
            .With("A03/1.md", [.. mark, .. Encoding.UTF8.GetBytes("---\r\ntitle: 题\r\n---\r\n一\r\n二\r\n")]);

        var reading = await _package.ReadAsync();

        Assert.Empty(reading.Problems);
        Assert.Equal("一\n二", reading.Edition!.Pages[0].Articles[0].Body);
    }

    [Theory]
    [InlineData("date: 2024-02-30", "edition.yaml:1: '2024-02-30' is no date")]
    [InlineData("date: 2024-3-1", "is no date")]
    [InlineData("date: 20240301", "is no date")]
    [InlineData("date: 0024-03-01", "is no date")]
    [InlineData("date:", "edition.yaml:1: 'date:' is missing")]
    [InlineData("newspaper: ZSRB", "edition.yaml:1: 'ZSRB' is no newspaper code")]
    [InlineData("newspaper: admin", "is no newspaper code")]
    [InlineData("release: 2024-03-01T25:00", "is no time of release")]
    [InlineData("release: tomorrow", "is no time of release")]
    [InlineData("number: -1", "'number:' must be a whole number")]
    [InlineData("number: 1.5", "'number:' must be a whole number")]
    [InlineData("pages: A03", "edition.yaml:1: 'pages:' must be a list")]
    [InlineData("pages: []", "'pages:' is missing")]
    [InlineData("pages: [A03]", "a page is written as")]
    [InlineData("pages: [{ section: 新闻 }]", "a page has no 'label:'")]
    [InlineData("pages: [{ label: A-3 }]", "'A-3' is no page label")]
    [InlineData("pages: [{ label: '../A03' }]", "is no page label")]
    [InlineData("pages: [{ label: A03 }, { label: a03 }]", "page A03 is listed twice")]
    [InlineData("pages: [{ label: A03 }, { label: A3 }]", "share a label")]
    [InlineData("pages: [{ label: A02-A03 }, { label: A03 }]", "share a label")]
    [InlineData("pages: [{ label: A03 }, { label: A02-A03 }]", "share a label")]
    [InlineData("pages: [{ label: A01-A02 }, { label: A02-A03 }]", "share a label")]
    [InlineData("pages: [{ label: A01-A02 }, { label: A2-A3 }]", "share a label")]
    [InlineData("pages: [{ label: A03-A03 }]", "joins a page with itself")]
    [InlineData("pages: [{ label: A03, folder: ../A03 }]", "is no folder inside the package")]
    [InlineData("pages: [{ label: A03, folder: /etc }]", "is no folder inside the package")]
    [InlineData("pages: [{ label: A03, folder: B }]", "there is no folder 'B'")]
    [InlineData("pages: [{ label: A03 }, { label: A04, folder: A03 }]", "have the same folder")]
    [InlineData("pages: [{ label: A03, part: 0 }]", "'part:' must be a whole number")]
    [InlineData("pages: [{ label: A03, part: 1 }, { label: A04, part: 1 }]", "has the part 1 of page A03")]
    [InlineData("pages: [{ label: A03, articles: [1, 2] }]", "names article 2, but there is no 2.md")]
    [InlineData("pages: [{ label: A03, articles: [1, 1] }]", "names article 1 twice")]
    [InlineData("pages: [{ label: A03, articles: [one] }]", "must be a whole number")]
    [InlineData("retired: { A03: [1] }", "A03/1.md: number 1 on page A03 is retired")]
    [InlineData("retired: { 版: [1] }", "under 'retired:' is no page label")]
    [InlineData("retired: [1]", "'retired:' lists article numbers by page")]
    [InlineData("x: &a [1]\ny: *a", "edition.yaml:1: has a YAML anchor")]
    [InlineData("x: !!binary aGk=", "has a YAML tag")]
    [InlineData("x: [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "nested deeper")]
    [InlineData("x: a: b", "edition.yaml:1: is no valid YAML")]
    [InlineData("x: [1", "is no valid YAML")]
    [InlineData("\tx: 1", "is no valid YAML")]
    [InlineData("x: \"\\0\"\npages: [{ label: A03, section: \"\\0\" }]", "control character (U+0000)")]
    public async Task Problem_in_edition_yaml_is_named_with_its_line(string lines, string expected)
    {
        var keys = lines.Split('\n').Select(line => line.Split(':')[0]).ToHashSet();
        string[] plain = ["newspaper: zsrb", "date: 2024-03-01", "pages: [{ label: A03 }]"];
        _package.With("edition.yaml", lines + "\n" + string.Join('\n', plain.Where(line => !keys.Contains(line.Split(':')[0]))));

        AssertError(await _package.ReadAsync(), expected);
    }

    [Theory]
    [InlineData("kicker: 题", "A03/1.md:2: 'title:' is missing")]
    [InlineData("- x", "A03/1.md:2: has no 'key: value' lines")]
    [InlineData("title:", "A03/1.md:2: 'title:' is missing")]
    [InlineData("title: '  '", "A03/1.md:2: 'title:' is missing")]
    [InlineData("title: 题\ntitle: 题", "A03/1.md:3: 'title:' is given twice")]
    [InlineData("title: 题\n\"a\\e[2J\": 1\n\"a\\e[2J\": 1", "A03/1.md:4: 'a?[2J:' is given twice")]
    [InlineData("title: [题]", "A03/1.md:2: 'title:' must be a text")]
    [InlineData("title: 题: 二", "A03/1.md:2: is no valid YAML")]
    [InlineData("title: *题*", "YAML alias")]
    [InlineData("title: !t 题", "YAML tag")]
    [InlineData("title: 题\nkind: poem", "A03/1.md:3: 'poem' is no kind of article")]
    [InlineData("title: 题\nkind: 1", "'1' is no kind of article")]
    [InlineData("title: 题\nold-number: 0", "'old-number:' must be a whole number")]
    [InlineData("title: 题\nreporters: [[甲]]", "is a list of names")]
    [InlineData("title: 题\nwithdrawn: true", "gives the reason in words")]
    [InlineData("title: 题\nareas: [[[0, 0], [1, 1]]]", "A03/1.md:3: an area has 2 points")]
    [InlineData("title: 题\nareas: [[[0, 0], [1, 1], [101, 1]]]", "must lie within 0..100")]
    [InlineData("title: 题\nareas: [[[0, 0], [1, 1], [-1, 1]]]", "must lie within 0..100")]
    [InlineData("title: 题\nareas: [[[0, 0], [1, 1], [.nan, 1]]]", "which is no number")]
    [InlineData("title: 题\nareas: [[[0, 0], [1, 1], [.inf, 1]]]", "which is no number")]
    [InlineData("title: 题\nareas: [[[0, 0], [1, 1], [1e400, 1]]]", "which is no number")]
    [InlineData("title: 题\nareas: [[[0, 0], [1, 1], [1]]]", "is two numbers")]
    [InlineData("title: 题\nareas: [1, 2]", "an area is a list of points")]
    [InlineData("title: 题\nareas: [{ page: A09, points: [[0, 0], [1, 1], [1, 2]] }]", "page 'A09', which the package does not have")]
    [InlineData("title: 题\nareas: [{ page: A03 }]", "an area is a list of points")]
    [InlineData("title: 题\nphotos: [photo-1.jpg]", "a photo is written as")]
    [InlineData("title: 题\nphotos: [{ caption: 图 }]", "a photo has no 'file:'")]
    [InlineData("title: 题\nphotos: [{ file: photo-1.jpg }]", "A03/1.md:3: there is no file 'photo-1.jpg'")]
    [InlineData("title: 题\nphotos: [{ file: \"\\uFFFE.jpg\" }]", "A03/1.md:3: there is no file")]
    [InlineData("title: 题\nphotos: [{ file: ../A04/photo-1.jpg }]", "is a path")]
    [InlineData("title: 题\nphotos: [{ file: 1.md }]", "is no picture")]
    [InlineData("title: 题\nphotos: [{ file: 1.md, focus: [1, 200] }]", "must lie within 0..100")]
    public async Task Problem_in_an_article_is_named_with_its_line(string frontMatter, string expected)
    {
        AssertError(await _package.WithFrontMatter(frontMatter).ReadAsync(), expected);
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\uFEFF\uFEFF")]
    public async Task Byte_order_marks_are_no_text(string marks)
    {
        _package.With("edition.yaml", marks + PackageFolder.Edition).With("A03/1.md", marks + PackageFolder.Article);

        Assert.Empty((await _package.ReadAsync()).Problems);
    }

    [Theory]
    [InlineData("", "A03/1.md:1: has no front matter")]
    [InlineData("本报讯", "A03/1.md:1: has no front matter")]
    [InlineData("---\ntitle: 题\n本报讯", "A03/1.md:1: has no front matter")]
    [InlineData("---\ntitle: 题\n---\n一\n二\u0007", "A03/1.md:5: the text has a control character (U+0007)")]
    [InlineData("---\n---\n一", "A03/1.md: is empty")]
    public async Task Article_without_its_form_is_refused(string text, string expected)
    {
        AssertError(await _package.With("A03/1.md", text).ReadAsync(), expected);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused_with_its_line()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

        AssertError(await _package.With("A03/1.md", Encoding.GetEncoding("GBK").GetBytes("---\ntitle: 题目\n---\n")).ReadAsync(), "A03/1.md:2: is not UTF-8");
        AssertError(await _package.With("A03/1.md", Encoding.Unicode.GetBytes("\uFEFF---\n")).ReadAsync(), "A03/1.md: is UTF-16");
    }

    [Fact]
    public async Task All_problems_are_gathered()
    {
        _package.With("edition.yaml", "newspaper: zsrb\ndate: 2024-02-30\npages:\n  - label: A03\n  - label: ''\n").WithFrontMatter("kind: poem")
            .With("A03/2.md", "x").With("A03/page.png", "x").With("A03/page.jpg", "x");

        var reading = await _package.ReadAsync();

        Assert.Null(reading.Edition);
        Assert.Equal(
            [("edition.yaml", 2), ("edition.yaml", 5), ("A03/page.jpg", null), ("A03/1.md", 2), ("A03/1.md", 2), ("A03/2.md", 1)],
            reading.Problems.Select(problem => (problem.File, problem.Line)));
    }

    [Theory]
    [InlineData("A03/01.md", "is no article")]
    [InlineData("A03/notes.md", "is no article")]
    [InlineData("A03/photo-9.jpg", "nothing refers to this file")]
    [InlineData("A03/inner/2.md", "nothing refers to this file")]
    [InlineData("B01/1.md", "nothing refers to this file")]
    [InlineData("readme.txt", "nothing refers to this file")]
    public async Task File_that_means_nothing_is_a_warning(string file, string expected)
    {
        var reading = await _package.With(file, PackageFolder.Article).ReadAsync();

        Assert.NotNull(reading.Edition);
        var problem = Assert.Single(reading.Problems);
        Assert.False(problem.IsError);
        Assert.StartsWith(file + ": warning: ", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_keys_are_warnings_with_their_lines()
    {
        var reading = await _package.WithEditionLines("Number: 1").WithFrontMatter("title: 题\nauthor: 甲").ReadAsync();

        Assert.NotNull(reading.Edition);
        Assert.Equal(
            ["edition.yaml:6: warning: unknown key 'Number'; it is ignored. Did you mean 'number'?", "A03/1.md:3: warning: unknown key 'author'; it is ignored."],
            reading.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public async Task Articles_not_in_the_order_follow_by_number()
    {
        _package.With("A03/2.md", PackageFolder.Article).With("A03/10.md", PackageFolder.Article)
            .With("edition.yaml", "newspaper: zsrb\ndate: 2024-03-01\npages: [{ label: A03, articles: [10] }]");

        var reading = await _package.ReadAsync();

        Assert.Equal([10, 1, 2], reading.Edition!.Pages[0].Articles.Select(article => article.Number));
        Assert.Contains("leaves out 1, 2", Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000000000")]
    [InlineData("99999999999999999999")]
    public async Task Article_number_has_at_most_nine_digits(string number)
    {
        AssertError(await _package.With($"A03/{number}.md", PackageFolder.Article).ReadAsync(), "at most nine digits");
    }

    [Fact]
    public async Task Files_that_differ_only_in_case_need_the_exact_name()
    {
        _package.With("A03/a.jpg", "x").With("A03/A.jpg", "y").WithFrontMatter("title: 题\nphotos: [{ file: A.JPG }]");

        AssertError(await _package.ReadAsync(), "could be A.jpg or a.jpg");
        Assert.NotNull((await _package.WithFrontMatter("title: 题\nphotos: [{ file: a.jpg }, { file: A.jpg }]").ReadAsync()).Edition);
    }

    [Fact]
    public async Task Yaml_bomb_is_refused_quickly()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(level => $"{(char)('a' + level)}: &{(char)('a' + level)} [{string.Join(',', Enumerable.Repeat("*" + (char)('a' + level - 1), 9))}]\n"));

        AssertError(await _package.With("edition.yaml", bomb).ReadAsync(), "YAML anchor");
        AssertError(await _package.With("edition.yaml", "x: " + new string('[', 200_000)).ReadAsync(), "nested deeper");
        AssertError(await _package.With("edition.yaml", "x: [" + string.Concat(Enumerable.Repeat("1,", 200_000)) + "]").ReadAsync(), "more than 100,000 values");
        AssertError(await _package.With("edition.yaml", new string('#', 5 << 20)).ReadAsync(), "larger than 4 MiB");
    }

    [Theory]
    [InlineData("2024-03-01T06:00", "Asia/Shanghai", "2024-02-29T22:00:00Z", "2024-03-01T06:00")]
    [InlineData("2024-03-01 06:00:05.5", "Asia/Shanghai", "2024-02-29T22:00:05.5Z", "2024-03-01T06:00:05.5")]
    [InlineData("2024-11-03T01:30", "America/New_York", "2024-11-03T05:30:00Z", "2024-11-03T01:30")]
    [InlineData("2024-11-03T01:30-05:00", "America/New_York", "2024-11-03T06:30:00Z", "2024-11-03T01:30-05:00")]
    [InlineData("2024-03-01T06:00Z", "Asia/Shanghai", "2024-03-01T06:00:00Z", "2024-03-01T14:00")]
    public void Local_moment_becomes_utc_and_comes_back(string text, string zone, string utc, string back)
    {
        var timeZone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var expected = DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);

        Assert.True(LocalMoment.TryParse(text, out var moment));
        Assert.Equal(expected, moment!.ToUtc(timeZone));
        Assert.Equal(back, LocalMoment.FromUtc(expected, timeZone).ToString());
    }

    [Fact]
    public void Local_moment_that_the_clock_skips_is_none()
    {
        Assert.True(LocalMoment.TryParse("2024-03-10T02:30", out var moment));
        Assert.Null(moment!.ToUtc(TimeZoneInfo.FindSystemTimeZoneById("America/New_York")));
    }

    [Fact]
    public async Task Lists_that_no_newspaper_has_are_refused()
    {
        var numbers = string.Join(", ", Enumerable.Range(1, 9000));
        AssertError(await _package.WithEditionLines($"retired: {{ B01: [{numbers}], B02: [{numbers}] }}").ReadAsync(), "at most 10,000 can be taken");
        AssertError(await _package.With("edition.yaml", "newspaper: zsrb\ndate: 2024-03-01\npages: [" + string.Join(", ", Enumerable.Range(1, 501).Select(page => $"{{ label: A{page} }}")) + "]").ReadAsync(), "'pages:' has 501 entries");
        AssertError(await _package.With("edition.yaml", PackageFolder.Edition).WithFrontMatter($"title: 题\nreporters: [{string.Join(", ", Enumerable.Repeat("甲", 101))}]").ReadAsync(), "'reporters:' has 101 entries");
    }

    private static void AssertError(PackageReading reading, string expected)
    {
        Assert.Null(reading.Edition);
        Assert.Contains(reading.Problems, problem => problem.IsError && problem.ToString().Contains(expected, StringComparison.Ordinal));
    }
}
