using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;

namespace ZsrbPaper.Web.Tests.Caching;

public sealed class EditionMemoryTests
{
    private static readonly DateOnly _day = new(2024, 3, 1);
    private readonly EditionMemory _memory = new(Options.Create(new CacheOptions()));

    [Fact]
    public void The_one_that_was_not_asked_for_longest_makes_room()
    {
        for (var day = 0; day < EditionMemory.Room; day++)
        {
            Keep(_day.AddDays(day));
        }

        Assert.NotNull(_memory.Find("zsrb", _day));
        Keep(_day.AddDays(100));

        Assert.NotNull(_memory.Find("zsrb", _day));
        Assert.Null(_memory.Find("zsrb", _day.AddDays(1)));
        Assert.NotNull(_memory.Find("zsrb", _day.AddDays(100)));
        Assert.Null(_memory.Find("zswb", _day));
    }

    [Fact]
    public void Kept_again_it_is_the_new_one()
    {
        Keep(_day);
        _memory.Keep(EditionOf("zsrb", _day) with { Number = 2 }, _memory.LastChange);

        Assert.Equal(2, _memory.Find("zsrb", _day)!.Number);
    }

    [Fact]
    public void What_changed_while_it_was_read_is_not_kept()
    {
        var since = _memory.LastChange;
        _memory.Forget([new ChangedPlace("zsrb", _day)]);
        _memory.Keep(EditionOf("zsrb", _day), since);

        Assert.Null(_memory.Find("zsrb", _day));
    }

    [Fact]
    public void Changes_take_with_them_the_editions_next_to_them()
    {
        Keep(_day, before: _day.AddDays(-2), after: _day.AddDays(2));
        Keep(_day.AddDays(9), before: _day.AddDays(8), after: _day.AddDays(10));
        _memory.Keep(EditionOf("zswb", _day), _memory.LastChange);

        _memory.Forget([new ChangedPlace("zsrb", _day.AddDays(1))]);
        Assert.Null(_memory.Find("zsrb", _day));
        Assert.NotNull(_memory.Find("zsrb", _day.AddDays(9)));
        _memory.Forget([new ChangedPlace("zsrb", null)]);
        Assert.Null(_memory.Find("zsrb", _day.AddDays(9)));
        Assert.NotNull(_memory.Find("zswb", _day));
        _memory.Forget([ChangeBatch.Everything]);
        Assert.Null(_memory.Find("zswb", _day));
    }

    [Fact]
    public void Nothing_is_kept_where_no_answers_are()
    {
        var off = new EditionMemory(Options.Create(new CacheOptions { Megabytes = 0 }));
        off.Keep(EditionOf("zsrb", _day), off.LastChange);
        _memory.Keep(null, _memory.LastChange);

        Assert.Null(off.Find("zsrb", _day));
    }

    private void Keep(DateOnly date, DateOnly? before = null, DateOnly? after = null) =>
        _memory.Keep(EditionOf("zsrb", date) with { PreviousDate = before ?? date.AddDays(-1), NextDate = after ?? date.AddDays(1) }, _memory.LastChange);

    private static EditionView EditionOf(string newspaper, DateOnly date) => new(
        1, new Masthead(newspaper, "报", null, null, null, null, null, "zh-CN", "Asia/Shanghai", null, null, null, null, null, [], []), date, 1,
        default, default, null, null, false, false, []);
}
