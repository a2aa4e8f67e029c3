using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Tests.Caching;

public sealed class AnswerStoreTests
{
    private static readonly DateOnly _day = new(2024, 3, 1);
    private readonly AnswerStore _store = new(Options.Create(new CacheOptions { Megabytes = 1 }));

    [Fact]
    public void Answers_take_no_more_room_than_there_is()
    {
        for (var i = 0; i < 1000; i++)
        {
            _store.Keep(Answer($"/zsrb/{i}", 20_000), 0);
            _store.Keep(Answer($"/zsrb/none{i}", 2_000, 404), 0);
        }

        Assert.InRange(_store.Size, 900_000, 1024 * 1024);
        Assert.InRange(_store.Count, 40, 90);
    }

    [Fact]
    public void What_is_asked_for_again_stays()
    {
        var asked = Answer("/zsrb", 20_000);
        _store.Keep(asked, 0);
        for (var i = 0; i < 1000; i++)
        {
            asked.Ask();
            _store.Keep(Answer($"/zsrb/{i}", 20_000), 0);
        }

        Assert.Same(asked, _store.Find("/zsrb"));
    }

    [Fact]
    public void Addresses_without_end_never_take_the_room_of_pages()
    {
        var page = Answer("/zsrb", 20_000);
        _store.Keep(page, 0);
        for (var i = 0; i < 10_000; i++)
        {
            _store.Keep(Answer($"/zsrb/none{i}", 2_000, 404), 0);
            _store.Keep(Answer($"/api/v1/newspapers/zsrb/editions?limit={i}", 2_000), 0);
        }

        Assert.Same(page, _store.Find("/zsrb"));
    }

    [Fact]
    public void Answer_larger_than_its_share_is_not_kept()
    {
        _store.Keep(Answer("/zsrb/2024-03-01/all", 200_000), 0);

        Assert.Equal((0, 0), (_store.Count, _store.Size));
    }

    [Theory]
    [InlineData("zsrb", "2024-03-01", true)]
    [InlineData("zsrb", "2024-02-28", true)] // The edition before: it may be gone, or another may come after it.
    [InlineData("zsrb", "2024-03-02", true)]
    [InlineData("zsrb", "2024-02-27", false)]
    [InlineData("zsrb", "2024-03-05", false)]
    [InlineData("zsrb", null, true)]
    [InlineData("zswb", "2024-03-01", false)]
    [InlineData(null, null, true)]
    public void Change_takes_what_tells_of_it(string? newspaper, string? date, bool isTaken)
    {
        _store.Keep(Answer("/zsrb/2024-03-01", 100, subject: new AnswerSubject("zsrb", new DateOnly(2024, 2, 28), new DateOnly(2024, 3, 4))), 0);

        _store.Forget([new ChangedPlace(newspaper, date is null ? null : DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture))]);

        Assert.Equal(isTaken, _store.Find("/zsrb/2024-03-01") is null);
        Assert.Equal(isTaken, _store.Size == 0);
    }

    [Fact]
    public void Answer_begun_before_a_change_of_what_it_tells_is_not_kept()
    {
        var since = _store.LastChange;
        _store.Forget([new ChangedPlace("zsrb", _day)]);

        _store.Keep(Answer("/zsrb", 100), since);
        _store.Keep(Answer("/zswb", 100, subject: AnswerSubject.Of("zswb")), since);
        Assert.Null(_store.Find("/zsrb"));
        Assert.NotNull(_store.Find("/zswb"));
        _store.Keep(Answer("/zsrb", 100), _store.LastChange);
        Assert.NotNull(_store.Find("/zsrb"));
    }

    [Fact]
    public void One_makes_an_answer_until_something_changes()
    {
        Assert.True(_store.TryMake("/zsrb", out var first));
        Assert.False(_store.TryMake("/zsrb", out var waiting));
        Assert.Same(first, waiting);

        _store.Forget([new ChangedPlace("zsrb", _day)]);

        Assert.True(_store.TryMake("/zsrb", out var anew));
        _store.Made("/zsrb", first, null);
        Assert.False(_store.TryMake("/zsrb", out waiting));
        Assert.Same(anew, waiting);
    }

    [Theory]
    [InlineData("gzip", "gzip", true)]
    [InlineData("gzip, deflate, br", "br", true)]
    [InlineData("br;q=0.5", "br", true)]
    [InlineData("br; q=0", "br", false)]
    [InlineData("br;q=0.000, gzip", "br", false)]
    [InlineData("br;q=0.001", "br", true)]
    [InlineData("BR", "br", true)]
    [InlineData("brotli", "br", false)]
    [InlineData("*", "br", false)]
    [InlineData("", "gzip", false)]
    [InlineData(";;,,q=", "gzip", false)]
    public void Encoding_is_used_where_it_is_accepted(string accepted, string encoding, bool isAccepted) =>
        Assert.Equal(isAccepted, AnswerWriter.Accepts(accepted, encoding));

    private static KeptAnswer Answer(string address, int length, int status = 200, AnswerSubject? subject = null) => new()
    {
        Address = address,
        Status = status,
        Headers = [],
        ETag = "W/\"1\"",
        LastModified = null,
        Subject = subject ?? AnswerSubject.Of("zsrb"),
        Body = new byte[length],
    };
}
