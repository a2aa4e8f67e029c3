using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>
/// The portal is killed (SIGKILL) at random moments while an editor saves, uploads and releases, and started again: what it said was
/// saved is there, nothing is half done, and the work in the background goes on. <c>ZSRB_KILLS=50</c> makes a campaign of it,
/// <c>ZSRB_SEED</c> repeats one.
/// </summary>
public sealed partial class KillTests(ITestOutputHelper output)
{
    private const string Desk = "/admin/zsrb/2024-03-02";
    private const int Articles = 3;
    private const int NightPages = 6;

    private static readonly int _kills = Setting("ZSRB_KILLS", 2);
    private static readonly int _seed = Setting("ZSRB_SEED", Environment.TickCount);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Nothing_that_was_acknowledged_is_lost_and_nothing_is_half_done(TestEngine engine)
    {
        output.WriteLine($"{_kills} kills, seed {_seed}");
        await using var database = await TestDatabase.CreateAsync(engine);
        using var folder = new TemporaryFolder();
        using var night = new Night(new PaperProgram(folder.Path, engine, database.ConnectionString), database, new Random(_seed));
        await night.PrepareAsync();
        for (var kill = 1; kill <= _kills; kill++)
        {
            using var portal = await night.ServeAsync();
            try
            {
                await night.CheckAsync();
                await night.WorkUntilKilledAsync(portal, FirstRelease.AddDays(kill - 1));
                await night.CheckAuditLogAsync();
            }
            catch
            {
                output.WriteLine($"Kill {kill}:\n{portal.Said}");
                throw;
            }
        }

        using var last = await night.ServeAsync();
        await night.CheckAsync();
        await night.CheckBackgroundWorkAsync();
        output.WriteLine($"{engine}: {night.Acknowledged} acknowledged; released {night.Released} of {_kills} editions");
    }

    /// <summary>Date of the edition that the first round releases; each round has the next day's.</summary>
    private static readonly DateOnly FirstRelease = new(2024, 4, 1);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>One editor's work, and what the portal said to have done of it.</summary>
    private sealed class Night(PaperProgram program, TestDatabase database, Random random) : IDisposable
    {
        /// <summary>By article: the last text that was sent, and the last that was acknowledged.</summary>
        private readonly (int Sent, int Saved)[] _texts = new (int, int)[Articles];
        private readonly HashSet<string> _uploads = [];
        private readonly Dictionary<DateOnly, bool> _releases = [];
        private readonly SemaphoreSlim _answered = new(0);
        private int _uploadCount;
        private HttpClient _client = new();

        public int Acknowledged => _texts.Sum(text => text.Saved) + _uploads.Count + _releases.Count(release => release.Value);

        public int Released { get; private set; }

        public async Task PrepareAsync()
        {
            using var packages = new TemporaryFolder();
            var editor = Paper.Edition("2024-03-02").Draft().WithPage("A01");
            for (var i = 1; i <= Articles; i++)
            {
                editor.WithArticle($"第{i}条");
            }

            await using var db = database.CreateContext();
            await editor.SaveAsync(db, Ct);
            for (var day = 0; day < _kills; day++)
            {
                var date = FirstRelease.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                await Paper.Edition(date).Draft().WithPage("A01").WithArticle("头条").WithArticle("次条").WithPage("A02").WithArticle("副刊").SaveAsync(db, Ct);
            }

            await db.Newspapers.ExecuteUpdateAsync(paper => paper.SetProperty(paper => paper.RequiredReviews, 0), Ct);
            var (exit, _, error) = await program.RunAsync(DeskSignIn.Password, "user", "add", "wang", "--role", "chief", "--role", "editor", "--password-stdin");
            Assert.True(exit == 0, error);
        }

        /// <summary>Starts the portal and signs in.</summary>
        public async Task<ServedPortal> ServeAsync()
        {
            var portal = await program.ServeAsync();
            _client.Dispose();
            _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal.Address, Timeout = TimeSpan.FromSeconds(30) };
            using var answer = await _client.SignInAsync("wang", DeskSignIn.Password);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return portal;
        }

        /// <summary>Saves, uploads and releases all at once, until the kill cuts it off.</summary>
        public async Task WorkUntilKilledAsync(ServedPortal portal, DateOnly release)
        {
            // Counted in answers, not in time: a slow machine is killed at the same stages of its work as a fast one.
            var killAfter = random.Next(1, 16);
            var releaseAfter = random.Next(0, killAfter);
            var moment = TimeSpan.FromMilliseconds(random.Next(0, 60));
            var forms = new List<string>();
            for (var i = 1; i <= Articles; i++)
            {
                forms.Add(await _client.ReadAsync($"{Desk}/A01/{i}"));
            }

            List<Task> work = [.. forms.Select((form, index) => SaveAsync(index, form)), UploadAsync()];
            for (var answers = 0; answers < killAfter; answers++)
            {
                if (answers == releaseAfter)
                {
                    work.Add(ReleaseAsync(release));
                }

                Assert.True(await _answered.WaitAsync(TimeSpan.FromMinutes(1), Ct), "The portal does not answer.");
            }

            await Task.Delay(moment, Ct);
            await portal.KillAsync();
            foreach (var part in work)
            {
                try
                {
                    await part;
                }
                catch (HttpRequestException)
                {
                    // The portal is gone; whether it did this is what the next round finds out.
                }
            }
        }

        /// <summary>Looks at everything that was acknowledged, and that all else is done whole or not at all.</summary>
        public async Task CheckAsync()
        {
            await using var db = database.CreateContext();
            var articles = await db.Articles.Where(article => article.Page.Edition.Date == new DateOnly(2024, 3, 2) && article.Number <= Articles).OrderBy(article => article.Number).ToListAsync(Ct);
            foreach (var article in articles)
            {
                var (sent, saved) = _texts[article.Number - 1];
                var found = Draft().Match(article.Body) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
                Assert.InRange(found, saved, sent);
                if (found > 0)
                {
                    Assert.Equal($"第{found}稿", article.Title);
                }

                Assert.Contains(article.Title, await _client.ReadAsync($"{Desk}/A01/{article.Number}"), StringComparison.Ordinal);
            }

            var jobs = await db.PageJobs.Select(job => job.Hash).ToListAsync(Ct);
            Assert.Empty(_uploads.Except(jobs));
            Released = 0;
            foreach (var (date, isAcknowledged) in _releases)
            {
                var isReleased = await IsReleasedAsync(date);
                Assert.True(isReleased || !isAcknowledged, $"{date:O} was said to be released.");
                var edition = await db.Editions.SingleAsync(edition => edition.Date == date, Ct);
                Assert.Equal(isReleased, edition.SignedOffAt is not null);
                Assert.Equal(isReleased, await db.AuditEntries.AnyAsync(entry => entry.Act == Acts.SignedOff && entry.Subject == $"zsrb/{date:yyyy-MM-dd}", Ct));
                Released += isReleased ? 1 : 0;
            }
        }

        public async Task CheckAuditLogAsync()
        {
            var (exit, said, error) = await program.RunAsync(null, "audit", "verify");
            Assert.True(exit == 0, said + error);
        }

        /// <summary>All files that came in reach their pages, whoever worked on them when the portal was killed.</summary>
        public async Task CheckBackgroundWorkAsync()
        {
            while (true)
            {
                await using var db = database.CreateContext();
                var jobs = await db.PageJobs.AsNoTracking().OrderBy(job => job.Id).ToListAsync(Ct);
                if (jobs.TrueForAll(job => job.State is JobState.Done or JobState.Failed))
                {
                    Assert.DoesNotContain(jobs, job => job.State == JobState.Failed);
                    Assert.Empty(_uploads.Except(jobs.Select(job => job.Hash)));
                    foreach (var job in jobs.GroupBy(job => job.Label).Select(jobs => jobs.Last()))
                    {
                        var page = await db.PrintPages.SingleAsync(page => page.EditionId == job.EditionId && page.Label == job.Label, Ct);
                        Assert.Equal(job.Hash, page.PictureHash);
                        var picture = Picture().Match(await _client.ReadAsync($"{Desk}/{page.Label}"));
                        Assert.True(picture.Success, $"{page.Label} shows no picture.");
                        Assert.Equal(HttpStatusCode.OK, await _client.StatusAsync(picture.Groups[1].Value));
                    }

                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), Ct);
            }
        }

        public void Dispose()
        {
            _client.Dispose();
            _answered.Dispose();
        }

        private async Task SaveAsync(int index, string form)
        {
            var basis = Basis().Match(form).Groups[1].Value;
            while (true)
            {
                var number = ++_texts[index].Sent;
                using var content = new FormUrlEncodedContent(
                [
                    new("Input.Basis", basis), new("Input.Title", $"第{number}稿"), new("Input.Body", $"第{number}稿的正文。"),
                    new("__RequestVerificationToken", DeskForms.Token(form)),
                ]);
                using var answer = await _client.PostAsync($"{Desk}/A01/{index + 1}?handler=Save", content, Ct);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                basis = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("basis").GetString()!;
                _texts[index].Saved = number;
                _answered.Release();
            }
        }

        private async Task UploadAsync()
        {
            var token = DeskForms.Token(await _client.ReadAsync($"{Desk}/intake"));
            for (var i = 0; i < 2; i++)
            {
                var picture = TinyFiles.Png(300, 400, $"{_uploadCount}");
                var name = $"A{11 + (_uploadCount++ % NightPages)}.png";
                using var content = new MultipartFormDataContent { { new ByteArrayContent(picture), "files", name } };
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{Desk}/intake?handler=Files") { Content = content };
                request.Headers.Add("Accept", "application/json");
                request.Headers.Add("RequestVerificationToken", token);
                using var answer = await _client.SendAsync(request, Ct);
                Assert.Contains("\"taken\":1", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
                _uploads.Add(Convert.ToHexStringLower(SHA256.HashData(picture)));
                _answered.Release();
            }
        }

        private async Task ReleaseAsync(DateOnly date)
        {
            var address = $"/admin/zsrb/{date:yyyy-MM-dd}";
            _releases[date] = false;
            using var answer = await _client.PostRawAsync(address, "ReleaseNow");
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            _releases[date] = true;
            _answered.Release();
        }

        /// <summary>Whether readers see the edition; all of it or nothing.</summary>
        private async Task<bool> IsReleasedAsync(DateOnly date)
        {
            var seen = new List<bool>();
            foreach (var part in new[] { "", "/A01", "/A01/1", "/A01/2", "/A02", "/A02/1" })
            {
                var status = await _client.StatusAsync($"/zsrb/{date:yyyy-MM-dd}{part}");
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{date:O}{part}: {status}");
                seen.Add(status == HttpStatusCode.OK);
            }

            Assert.True(seen.TrueForAll(part => part == seen[0]), $"{date:O} is half released.");
            return seen[0];
        }
    }

    [GeneratedRegex("id=\"Basis\" value=\"([^\"]*)\"")]
    private static partial Regex Basis();

    [GeneratedRegex("^第([0-9]+)稿的正文。$")]
    private static partial Regex Draft();

    [GeneratedRegex("<img[^>]+src=\"(/admin/media/[^\"]+)\"")]
    private static partial Regex Picture();
}
