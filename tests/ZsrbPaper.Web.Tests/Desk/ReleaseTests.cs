using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>An edition's way from draft to readers, and what happens to it there, through the desk's own pages.</summary>
public sealed partial class ReleaseTests
{
    private const string Edition = "/admin/zsrb/2024-03-02";
    private const string Reader = "/zsrb/2024-03-02";

    /// <summary>06:00 in China.</summary>
    private static readonly DateTimeOffset Morning = new(2024, 3, 1, 22, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Three_reviews_sign_off_release_correction_withdrawal_and_replacement(TestEngine engine)
    {
        await using var application = await PaperApplication.CreateAsync(engine);
        application.Clock.SetUtcNow(Morning.AddHours(-8));
        await application.ImportAsync(Paper.Edition("2024-03-02").Draft()
            .WithPage("A01", "要闻", page => page.WithPicture().WithPdf())
            .WithArticle("头条", article => article.At(5, 5, 95, 50).WithPhoto("one.jpg"))
            .WithArticle("次条", article => article.At(5, 55, 95, 95)));
        using var reader = application.CreatePlainClient();
        var reviewers = new List<HttpClient>();
        for (var round = 1; round <= 3; round++)
        {
            var client = await application.CreateDeskClientAsync($"审{round}", DeskRoles.ForReview(round));
            reviewers.Add(client);
            var html = await client.ReadAsync(Edition);
            var target = WholePage().Match(html).Groups[1].Value;
            Assert.Contains("已通过", await client.HandleAsync(Edition, "PassPage", ("target", target)), StringComparison.Ordinal);
        }

        using var chief = await application.CreateDeskClientAsync("总编", DeskRights.SignOff | DeskRights.Withdraw | DeskRights.Write);
        using var deputy = await application.CreateDeskClientAsync("副总", DeskRights.SignOff);
        Assert.Contains("可以签发", await chief.ReadAsync(Edition), StringComparison.Ordinal);
        Assert.Contains("读不懂", await chief.HandleAsync(Edition, "SignOff", ("releaseAt", "六点")), StringComparison.Ordinal);
        Assert.Contains("2024-03-02 06:00 发布", await chief.HandleAsync(Edition, "SignOff", ("releaseAt", "2024-03-02T06:00")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await reader.StatusAsync(Reader));

        // 05:50: a typo. The release is held, the chief re-approves in one step.
        application.Clock.SetUtcNow(Morning.AddMinutes(-10));
        await ChangeAsync(application, "编辑");
        Assert.Contains("role=\"alert\"", await chief.ReadAsync("/admin/zsrb"), StringComparison.Ordinal);
        Assert.Contains("已签发", await chief.HandleAsync(Edition, "Reapprove"), StringComparison.Ordinal);
        application.Clock.SetUtcNow(Morning.AddSeconds(-1));
        foreach (var address in new[] { Reader, $"{Reader}/A01", $"{Reader}/A01/1", $"{Reader}.pdf" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await reader.StatusAsync(address));
        }

        application.Clock.SetUtcNow(Morning);
        foreach (var address in new[] { Reader, $"{Reader}/A01", $"{Reader}/A01/1", $"{Reader}.pdf", $"{Reader}/A01.pdf" })
        {
            Assert.Equal(HttpStatusCode.OK, await reader.StatusAsync(address));
        }

        Assert.Contains("改过的正文", await reader.ReadAsync($"{Reader}/A01/1"), StringComparison.Ordinal);

        // A correction waits for another person, and is seen at once then.
        application.Clock.Advance(TimeSpan.FromHours(1));
        var id = await ProposeAsync(application, "编辑");
        Assert.DoesNotContain("更正后的正文", await reader.ReadAsync($"{Reader}/A01/1"), StringComparison.Ordinal);
        Assert.Contains("更正后的正文", await deputy.ReadAsync($"{Edition}/changes"), StringComparison.Ordinal);
        Assert.Contains("读者即刻可见", await deputy.HandleAsync($"{Edition}/changes", "Approve", ("id", id)), StringComparison.Ordinal);
        var corrected = await reader.ReadAsync($"{Reader}/A01/1");
        Assert.Contains("更正后的正文", corrected, StringComparison.Ordinal);
        Assert.Contains("昨日正文有误。", corrected, StringComparison.Ordinal);
        Assert.Contains("没有重复记录", await deputy.HandleAsync($"{Edition}/changes", "Approve", ("id", id)), StringComparison.Ordinal);

        // A withdrawal is one step with a reason.
        var before = Facsimile().Match(await reader.ReadAsync($"{Reader}/A01")).Value;
        using (var refused = await chief.PostRawAsync($"{Edition}/A01/1/withdraw", null, ("reason", " ")))
        {
            Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        }

        Assert.Contains("稿件已撤", await chief.HandleAsync($"{Edition}/A01/1/withdraw", null, ("reason", "应作者要求")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, await reader.StatusAsync($"{Reader}/A01/1"));
        Assert.Equal(HttpStatusCode.Gone, await reader.StatusAsync($"{Reader}/A01.pdf"));
        Assert.Equal(HttpStatusCode.Gone, await reader.StatusAsync($"{Reader}.pdf"));
        Assert.Equal(HttpStatusCode.NotFound, await reader.StatusAsync($"{before}/page-900.webp"));
        var page = await reader.ReadAsync($"{Reader}/A01");
        Assert.DoesNotContain("头条", page, StringComparison.Ordinal);
        var masked = Facsimile().Match(page).Value;
        Assert.NotEqual(before, masked);
        Assert.Equal(HttpStatusCode.OK, await reader.StatusAsync($"{masked}/page-900.webp"));
        var withdrawal = Waiting().Match(await deputy.ReadAsync($"{Edition}/changes")).Groups[1].Value;
        Assert.Contains("不能自己批准", await chief.HandleAsync($"{Edition}/changes", "Approve", ("id", withdrawal)), StringComparison.Ordinal);
        Assert.Contains("已复核", await deputy.HandleAsync($"{Edition}/changes", "Approve", ("id", withdrawal)), StringComparison.Ordinal);

        // A page is replaced after another person agreed; the old file is kept.
        var picture = TinyPng();
        Assert.Contains("正在制版", await chief.UploadAsync($"{Edition}/A01/replace", "A01.png", picture, ("reason", "版面图有误")), StringComparison.Ordinal);
        await application.FinishJobsAsync();
        Assert.Contains("等另一个人批准", await chief.ReadAsync($"{Edition}/intake"), StringComparison.Ordinal);
        Assert.Equal(masked, Facsimile().Match(await reader.ReadAsync($"{Reader}/A01")).Value);
        var replacement = Waiting().Match(await deputy.ReadAsync($"{Edition}/changes")).Groups[1].Value;
        Assert.Contains("读者即刻可见", await deputy.HandleAsync($"{Edition}/changes", "Approve", ("id", replacement)), StringComparison.Ordinal);
        Assert.NotEqual(masked, Facsimile().Match(await reader.ReadAsync($"{Reader}/A01")).Value);

        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        Assert.Equal(1, await db.ReplacedPageFiles.CountAsync(Ct));
        var acts = await db.AuditEntries.Select(entry => entry.Act).ToListAsync(Ct);
        foreach (var act in new[] { Acts.EditionImported, Acts.Reviewed, Acts.SignedOff, Acts.ReviewsVoided, Acts.ReleaseHeld, Acts.Reapproved, Acts.CorrectionProposed, Acts.Corrected, Acts.Withdrawn, Acts.WithdrawalReviewed, Acts.PageReplaced })
        {
            Assert.Contains(act, acts);
        }

        reviewers.ForEach(client => client.Dispose());
    }

    private static async Task ChangeAsync(PaperApplication application, string by)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var article = await db.Articles.Include(article => article.Page.Edition.Newspaper).SingleAsync(article => article.Number == 1, Ct);
        article.Body = "改过的正文。";
        await scope.ServiceProvider.GetRequiredService<DeskChanges>().ArticleChangedAsync(article, by, Acts.ArticleChanged, null, Ct);
        await db.SaveChangesAsync(Ct);
    }

    /// <summary>What the editor of a released article does: a draft beside it, then the question to a second person.</summary>
    private static async Task<string> ProposeAsync(PaperApplication application, string by)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var article = await db.Articles.Include(article => article.Photos).Include(article => article.Areas).ThenInclude(area => area.Page)
            .Include(article => article.Page).SingleAsync(article => article.Number == 1, Ct);
        var change = new ReleasedChange(ReleasedChangeKind.Correction, article.Page, article, by, application.Clock.GetUtcNow().UtcDateTime)
        {
            Basis = ArticleRules.Basis(ArticleContent.Of(article)),
            Content = (ArticleContent.Of(article) with { Body = "更正后的正文。" }).ToJson(),
        };
        db.Add(change);
        await db.SaveChangesAsync(Ct);
        var changes = scope.ServiceProvider.GetRequiredService<ReleasedChanges>();
        var date = new DateOnly(2024, 3, 2);
        Assert.Equal(ChangeOutcome.NoteMissing, (await changes.ProposeAsync("zsrb", date, article.Page.Label, 1, " ", by, Ct)).Outcome);
        Assert.Equal(ChangeOutcome.Proposed, (await changes.ProposeAsync("zsrb", date, article.Page.Label, 1, "昨日正文有误。", by, Ct)).Outcome);
        Assert.Equal(ChangeOutcome.SamePerson, (await changes.ApproveAsync("zsrb", date, change.Id, by, Ct)).Outcome);
        return change.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] TinyPng() => TinyFiles.Png(TinyFiles.PageWidth, TinyFiles.PageHeight, "replacement");

    [GeneratedRegex("formaction=\"\\?handler=PassPage\" name=\"target\" value=\"([^\"]+)\"")]
    private static partial Regex WholePage();

    [GeneratedRegex("/zsrb/2024-03-02/A01/facsimile/[0-9a-f]+")]
    private static partial Regex Facsimile();

    [GeneratedRegex("name=\"id\" value=\"([0-9]+)\"")]
    private static partial Regex Waiting();
}
