using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Searching;

/// <summary>What is found, on both engines alike.</summary>
public abstract class ArticleSearchSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task The_engine_knows_the_terms_that_the_program_does()
    {
        await SaveAsync("发展5G，中山Plus的𠮷野家\n\nété 9.2%", "末");
        await using var db = Open();
        foreach (var document in await db.SearchDocuments.AsNoTracking().ToListAsync(Cancellation))
        {
            foreach (var term in SearchTerms.OfDocument(document.Heading, document.Text))
            {
                Assert.Contains(document.ArticleId, await db.FindDocuments(new DocumentQuery([term])).Select(one => one.ArticleId).ToListAsync(Cancellation));
            }
        }

        // Nothing across a mark, and only headings where a heading is meant.
        Assert.Empty(await db.FindDocuments(new DocumentQuery(SearchTerms.OfWord("展中"))).ToListAsync(Cancellation));
        Assert.Empty(await db.FindDocuments(new DocumentQuery(SearchTerms.OfWord("末", SearchField.Title))).ToListAsync(Cancellation));
        Assert.Single(await db.FindDocuments(new DocumentQuery(SearchTerms.OfWord("末"))).ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData("发展", "a")]
    [InlineData("發展", "a")]
    [InlineData("２０２４", "a")]
    [InlineData("202", "")]
    [InlineData("9.2%", "b")]
    [InlineData("9.2", "b")]
    [InlineData("2%", "b")]
    [InlineData("321·123", "b")]
    [InlineData("中山plus", "b")]
    [InlineData("中山 Plus", "b")]
    [InlineData("plu", "")]
    [InlineData("乡", "a")]
    [InlineData("村", "ab")]
    [InlineData("发展 村", "a")]
    [InlineData("村 -发展", "b")]
    [InlineData("\"乡村,振兴\"", "a")]
    [InlineData("村振", "")]
    [InlineData("段尾段首", "")]
    [InlineData("加粗的字", "b")]
    [InlineData("作者:徐钧钻", "a")]
    [InlineData("作者：发展", "")]
    [InlineData("标题:甲", "a")]
    [InlineData("标题:发展", "")]
    [InlineData("图说:合影", "b")]
    [InlineData("正文:合影", "")]
    [InlineData("作者:钧钻", "a")]
    [InlineData("作者:徐", "a")]
    [InlineData("作者:村", "")]
    [InlineData("标题:篇", "ab")]
    [InlineData("标题:甲篇", "a")]
    [InlineData("标题:乙篇 村", "b")]
    [InlineData("村 -乡村", "b")]
    [InlineData("村 -徐钧钻", "b")]
    [InlineData("村 -作者:徐钧钻", "b")]
    [InlineData("村 -作者:振兴", "ab")]
    [InlineData("村 -标题:甲", "b")]
    [InlineData("村 -9.2%", "a")]
    [InlineData("村 -图说:合影", "a")]
    [InlineData("2%,电话321", "b")]
    [InlineData("21·123", "")]
    [InlineData("9.2%,电", "b")]
    [InlineData("版次:A03 村", "ab")]
    [InlineData("版次:A04 村", "")]
    public async Task A_query_finds_what_a_reader_expects(string query, string expected)
    {
        await new EditionBuilder(new DateOnly(2024, 3, 1)).WithPage("A03")
            .WithArticle("甲篇", article => Fill(article, "发展2024年的乡村，振兴。段尾\n\n段首", reporters: ["徐钧钻"]))
            .WithArticle("乙篇", article => Fill(article, "增长9.2%，电话321·123，中山 Plus村里**加粗**的字", caption: "两人合影"))
            .SaveAsync(Open(), Cancellation);
        using var memory = new SearchMemory(Clock);
        using var ofLargeArchive = new SearchMemory(Clock) { Many = 0 };
        foreach (var each in new[] { memory, ofLargeArchive })
        {
            var result = await FindAsync(each, query);

            IEnumerable<char> found = result.IsNearest ? [] : result.Articles.Select(article => article.Number == 1 ? 'a' : 'b').Order();
            Assert.Equal(expected, string.Concat(found));
        }
    }

    /// <summary>The bytes of 住乎住 stand among those of 乏低乏低, between its characters: 4E 4F|4F 4E|4E 4F|4F 4E.</summary>
    [Theory]
    [InlineData("住乎，乎住。乏低乏低", 0)]
    [InlineData("住乎，乎住。乏低乏低。住乎住", 1)]
    public async Task Bytes_of_a_word_between_characters_are_not_the_word(string body, int expected)
    {
        await SaveAsync(body);
        Assert.Equal(expected, (await TitlesAsync("住乎住")).Count());
        Assert.Equal(1 - expected, (await TitlesAsync("住乎 -住乎住")).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("'; drop table \"Articles\"; --")]
    [InlineData("* OR NEAR( ^ ) & | ! :*")]
    [InlineData("-")]
    [InlineData("\"")]
    [InlineData("“”")]
    [InlineData("标题:")]
    [InlineData("版次:??")]
    [InlineData("😀")]
    [InlineData("\ud83d")]
    [InlineData("\0\u0001\ufffe\uffff")]
    [InlineData("，。！")]
    [InlineData("%_\\")]
    [InlineData("\uE000")]
    [InlineData("\"什么.吗\"")]
    public async Task Nothing_a_reader_types_is_an_error(string query)
    {
        await SaveAsync("发展", "中山");
        using var memory = new SearchMemory(Clock);

        var result = await FindAsync(memory, query);

        Assert.True(result.IsNearest || result.Articles.Count == 0);
    }

    [Fact]
    public async Task What_none_has_whole_is_answered_by_what_comes_nearest()
    {
        await SaveAsync("深中通道伶仃洋大桥主缆索股完成架设", "大桥今天开放", "无关的文章");
        using var memory = new SearchMemory(Clock);

        var result = await FindAsync(memory, "伶仃洋大桥什么时候完成架设？");

        Assert.True(result.IsNearest);
        Assert.Equal([1, 2], result.Articles.Select(article => article.Number));
        Assert.Contains(result.Articles[0].Snippet.Parts, part => part is { IsMarked: true, Text: "伶仃洋大桥" });
    }

    [Fact]
    public async Task Drafts_withdrawn_articles_and_advertisements_are_not_found_and_a_change_is_found_at_once()
    {
        await new EditionBuilder(new DateOnly(2024, 3, 2)).Draft().WithPage("A01").WithArticle("草稿发展").SaveAsync(Open(), Cancellation);
        await new EditionBuilder(new DateOnly(2024, 3, 1)).WithPage("A01")
            .WithArticle("撤稿发展").WithArticle("广告发展").WithArticle("可见发展").SaveAsync(Open(), Cancellation);
        await ChangeAsync("撤稿发展", article => article.Withdrawal = "不实");
        await ChangeAsync("广告发展", article => article.Kind = ArticleKind.Advertisement);

        Assert.Equal(["可见发展"], await TitlesAsync("发展"));

        await ChangeAsync("可见发展", article => article.Title = "更正后的进步");
        Assert.Empty(await TitlesAsync("发展"));
        Assert.Equal(["更正后的进步"], await TitlesAsync("进步"));

        await using var db = Open();
        db.Remove(await db.Articles.SingleAsync(article => article.Title == "更正后的进步", Cancellation));
        await db.SaveChangesAsync(Cancellation);
        Assert.Empty(await TitlesAsync("进步"));
        Assert.Empty(await db.FindDocuments(new DocumentQuery(SearchTerms.OfWord("进步"))).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Pages_of_a_list_reach_every_article_once_in_each_order()
    {
        for (var day = 1; day <= 3; day++)
        {
            var edition = new EditionBuilder(new DateOnly(2024, 2, day)).WithPage("A01");
            for (var i = 0; i < 15; i++)
            {
                edition.WithArticle($"发展之{i}");
            }

            await edition.SaveAsync(Open(), Cancellation);
        }

        foreach (var order in Enum.GetValues<SearchOrder>())
        {
            using var memory = new SearchMemory(Clock);
            var seen = new List<(DateOnly Date, int Number)>();
            var result = await FindAsync(memory, "发展", order, size: 7);
            seen.AddRange(result.Articles.Select(article => (article.Date, article.Number)));
            while (result.Next is { } next)
            {
                result = await FindAsync(memory, "发展", order, next, 7);
                seen.AddRange(result.Articles.Select(article => (article.Date, article.Number)));
            }

            Assert.Equal(45, seen.Count);
            Assert.Equal(45, seen.Distinct().Count());
            if (order != SearchOrder.Best)
            {
                var dates = seen.Select(one => one.Date).ToList();
                Assert.Equal(order == SearchOrder.Oldest ? dates.Order() : dates.OrderDescending(), dates);
            }

            Assert.Equal(45, result.Count);
            Assert.Equal([new FacetValue("2024", 45)], result.Facets!.Years);
        }
    }

    [Fact]
    public async Task More_than_can_be_ranked_together_is_counted_as_over_and_still_reached()
    {
        await using (var db = Open())
        {
            for (var day = 0; day < 12; day++)
            {
                var edition = new EditionBuilder(new DateOnly(2024, 1, 1).AddDays(day)).WithPage("A01");
                for (var i = 0; i < 100; i++)
                {
                    edition.WithArticle(day == 9 && i == 50 ? "谈发展" : $"第{day}之{i}", article => article.Body = "发展");
                }

                await edition.SaveAsync(db, Cancellation);
            }
        }

        using var memory = new SearchMemory(Clock);
        var result = await FindAsync(memory, "发展", size: 100);
        Assert.Equal((ArticleSearch.Bound, false, null), (result.Count, result.IsCountExact, result.Facets));
        Assert.Equal(new DateOnly(2024, 1, 8), result.RankedSince);
        Assert.Equal("谈发展", result.Articles[0].Title.ToString());
        var seen = result.Articles.Select(article => (article.Date, article.Number)).ToHashSet();
        while (result.Next is { } next)
        {
            result = await FindAsync(memory, "发展", after: next, size: 100);
            Assert.True(result.Articles.All(article => seen.Add((article.Date, article.Number))));
        }

        Assert.Equal(1200, seen.Count);
    }

    [Fact]
    public async Task Index_is_asked_for_terms_that_leave_something_out()
    {
        await SaveAsync("高质量发展", "高质量发展，城市", "高质量发展，乡村", "高质量，城市");
        await using var db = Open();
        var sample = await SearchSample.ReadAsync(db, Clock.GetUtcNow().UtcDateTime, Cancellation);
        var phrase = SearchTerms.OfWord("高质量发展");
        var (develop, city) = (SearchTerms.OfWord("发展"), SearchTerms.OfWord("城市"));

        // What a phrase's other pairs say is known by its rarest.
        Assert.Equal(SearchTerms.OfWord("量发"), sample.ChooseTerms(phrase, [], few: 0));
        Assert.Equal([.. SearchTerms.OfWord("量发"), .. develop], sample.ChooseTerms(phrase, develop, few: 0));
        Assert.Equal([.. city, .. SearchTerms.OfWord("量发")], sample.ChooseTerms([.. phrase, .. city], [], few: 0));
        Assert.Equal(phrase.Order(), sample.ChooseTerms(phrase, [], few: 3).Order());
        Assert.Empty(sample.ChooseTerms([], [], few: 0));
    }

    [Fact]
    public async Task Documents_that_are_missing_come_back()
    {
        await SaveAsync("发展", "中山");
        await using var db = Open();
        await db.SearchDocuments.ExecuteDeleteAsync(Cancellation);
        Assert.Empty(await TitlesAsync("发展"));

        Assert.Equal(2, await new SearchRebuild(db).RunAsync(onlyMissing: true, null, Cancellation));
        Assert.Equal(0, await new SearchRebuild(db).RunAsync(onlyMissing: false, null, Cancellation));

        Assert.Single(await TitlesAsync("发展"));
    }

    [Fact]
    public async Task Similar_articles_are_on_the_same_matter()
    {
        await SaveAsync("深中通道正式通车运营首日车流量大", "深中通道通车一周年", "今年高考成绩公布");
        await ChangeAsync("第1篇", article => article.Title = "深中通道通车");
        await using var db = Open();
        using var memory = new SearchMemory(Clock);

        var similar = await new ArticleSearch(db, memory, Clock).FindSimilarAsync("zsrb", new DateOnly(2024, 3, 1), PageLabel.Parse("A01"), 1, 5, Cancellation);

        Assert.Equal([2], similar.Select(article => article.Number));
    }

    [Fact]
    public async Task Similar_articles_of_the_same_newspaper_come_first_and_what_readers_do_not_see_is_none()
    {
        EditionBuilder Edition(string date, string code) => Paper.Edition(date).Of(code).WithPage("A01");
        await Edition("2024-02-01", "zswb").WithArticle("深中通道通车", article => article.Body = "深中通道正式通车").SaveAsync(Open(), Cancellation);
        await Edition("2024-02-02", "zsrb").WithArticle("深中通道通车").WithArticle("深中通道通车之后").WithArticle("撤下的深中通道通车").SaveAsync(Open(), Cancellation);
        await Edition("2024-03-02", "zsrb").Draft().WithArticle("草稿里的深中通道通车").SaveAsync(Open(), Cancellation);
        await using var db = Open();
        using var memory = new SearchMemory(Clock);
        var search = new ArticleSearch(db, memory, Clock);
        async Task<IEnumerable<string>> SimilarAsync(string date, int number) =>
            (await search.FindSimilarAsync("zsrb", DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), PageLabel.Parse("A01"), number, 5, Cancellation))
            .Select(article => article.Newspaper + " " + article.Title);

        Assert.Equal(["zsrb 撤下的深中通道通车", "zsrb 深中通道通车之后", "zswb 深中通道通车"], (await SimilarAsync("2024-02-02", 1)).Order(StringComparer.Ordinal));
        Assert.StartsWith("zswb", (await SimilarAsync("2024-02-02", 1)).Last(), StringComparison.Ordinal);
        await ChangeAsync("撤下的深中通道通车", article => article.Withdrawal = "不实");

        // The list is kept for a while, what is withdrawn is gone at once.
        Assert.Equal(["zsrb 深中通道通车之后", "zswb 深中通道通车"], await SimilarAsync("2024-02-02", 1));
        Assert.Empty(await SimilarAsync("2024-02-02", 3));
        Assert.Empty(await SimilarAsync("2024-03-02", 1));
    }

    [Fact]
    public async Task Suggestions_are_sections_authors_and_titles_that_readers_can_see()
    {
        await new EditionBuilder(new DateOnly(2024, 3, 1)).WithPage("A01", "徐家专版")
            .WithArticle("追徐记", article => article.By("徐钧钻")).WithArticle("徐行", article => article.By("李明")).SaveAsync(Open(), Cancellation);
        await new EditionBuilder(new DateOnly(2024, 3, 2)).Draft().WithPage("A01", "徐版草稿").WithArticle("徐草稿", article => article.By("徐某")).SaveAsync(Open(), Cancellation);
        await using var db = Open();
        using var memory = new SearchMemory(Clock);

        var suggestions = await new ArticleSearch(db, memory, Clock).SuggestAsync("徐", null, Cancellation);

        Assert.Equal(
            [
                new Suggestion(SuggestionKind.Section, "徐家专版"), new Suggestion(SuggestionKind.Author, "徐钧钻"),
                new Suggestion(SuggestionKind.Title, "徐行"), new Suggestion(SuggestionKind.Title, "追徐记"),
            ],
            suggestions);
        Assert.Empty(await new ArticleSearch(db, memory, Clock).SuggestAsync("'", "zsrb", Cancellation));
    }

    [Theory]
    [InlineData("中山港大侨", "中山港大桥 2")]
    [InlineData("中山港大僑", "中山港大桥 2")]
    [InlineData("中山港桥", "中山港大桥 2")]
    [InlineData("中山港的大桥", "中山港大桥 2")]
    [InlineData("中山港大侨 维修", "中山港大桥 维修 1")]
    [InlineData("标题:中山港大侨", "标题:中山港大桥 1")]
    [InlineData("\"中山港大侨\" -维修", "\"中山港大桥\" -维修 1")]
    [InlineData("作者:徐均钻", "作者:徐钧钻 1")]
    [InlineData("版次:A01 中山港大侨", "版次:A01 中山港大桥 2")]
    [InlineData("版次:A02 中山港大侨", "")]
    [InlineData("正文:今日通车啦", "")]
    [InlineData("中山港大桥 龙舟", "")] // Both words stand somewhere.
    [InlineData("大侨", "")]
    [InlineData("与此无关的话", "")]
    [InlineData("机密港大侨", "")] // Only in what readers cannot see.
    [InlineData("%_*\uE000'", "")]
    public async Task Word_that_no_article_has_is_suggested_as_the_archive_spells_it(string query, string expected)
    {
        await new EditionBuilder(new DateOnly(2024, 2, 1)).WithPage("A01")
            .WithArticle("中山港大桥今日通车", article => article.By("徐钧钻")).WithArticle("乙篇", article => article.Body = "中山港大桥的维修。")
            .WithArticle("龙舟竞渡").WithArticle("撤去的机密港大桥").WithArticle("广告上的机密港大桥", article => article.Kind = ArticleKind.Advertisement)
            .SaveAsync(Open(), Cancellation);
        await new EditionBuilder(new DateOnly(2024, 3, 2)).Draft().WithPage("A01").WithArticle("草稿中的机密港大桥").SaveAsync(Open(), Cancellation);
        await ChangeAsync("撤去的机密港大桥", article => article.Withdrawal = "不实");
        await using var db = Open();
        using var memory = new SearchMemory(Clock);

        var hints = await new ArticleSearch(db, memory, Clock).SuggestSpellingsAsync(new SearchRequest(query, new SearchFilter()), Cancellation);

        Assert.Equal(expected, string.Join('|', hints.Select(hint => $"{hint.Query} {hint.Count.Number}")));
        Assert.All(hints, hint => Assert.True(hint.Count.IsExact));
    }

    [Fact]
    public async Task Word_is_not_mended_where_only_the_filter_hides_it()
    {
        await new EditionBuilder(new DateOnly(2024, 1, 1)).WithPage("A01").WithArticle("中山港大桥通车").SaveAsync(Open(), Cancellation);
        await new EditionBuilder(new DateOnly(2024, 2, 1)).WithPage("A01").WithArticle("中山港大道通车").SaveAsync(Open(), Cancellation);
        await using var db = Open();
        using var memory = new SearchMemory(Clock);
        var search = new ArticleSearch(db, memory, Clock);
        var since = new SearchFilter(From: new DateOnly(2024, 2, 1));

        Assert.Empty(await search.SuggestSpellingsAsync(new SearchRequest("中山港大桥", since), Cancellation));
        Assert.Equal("中山港大道", Assert.Single(await search.SuggestSpellingsAsync(new SearchRequest("中山港大侨", since), Cancellation)).Query);
        Assert.Equal(new SearchCount(0, true), await search.CountAsync(new SearchRequest("中山港大桥", since), Cancellation));
        Assert.Equal(new SearchCount(1, true), await search.CountAsync(new SearchRequest("中山港大桥", new SearchFilter()), Cancellation));
    }

    private static void Fill(ArticleBuilder article, string body, IReadOnlyList<string>? reporters = null, string? caption = null)
    {
        article.Body = body;
        if (reporters is not null)
        {
            article.Reporters.AddRange(reporters);
        }

        if (caption is not null)
        {
            article.WithPhoto("photo.jpg", caption);
        }
    }

    private async Task SaveAsync(params IReadOnlyList<string> texts)
    {
        var edition = new EditionBuilder(new DateOnly(2024, 3, 1)).WithPage("A01");
        for (var i = 0; i < texts.Count; i++)
        {
            edition.WithArticle($"第{i + 1}篇", article => article.Body = texts[i]);
        }

        await edition.SaveAsync(Open(), Cancellation);
    }

    private async Task ChangeAsync(string title, Action<Article> change)
    {
        await using var db = Open();
        change(await db.Articles.SingleAsync(article => article.Title == title, Cancellation));
        await db.SaveChangesAsync(Cancellation);
    }

    private async Task<IEnumerable<string>> TitlesAsync(string query)
    {
        using var memory = new SearchMemory(Clock);
        var result = await FindAsync(memory, query);
        return result.IsNearest ? [] : result.Articles.Select(article => article.Title.ToString());
    }

    private async Task<SearchResult> FindAsync(SearchMemory memory, string query, SearchOrder order = SearchOrder.Best, string? after = null, int size = 20)
    {
        await using var db = Open();
        return await new ArticleSearch(db, memory, Clock).FindAsync(new SearchRequest(query, new SearchFilter(), order, After: after, Size: size), Cancellation);
    }
}

public sealed class ArticleSearchOnSqlite() : ArticleSearchSuite(TestEngine.Sqlite);

public sealed class ArticleSearchOnPostgreSql() : ArticleSearchSuite(TestEngine.PostgreSql);
