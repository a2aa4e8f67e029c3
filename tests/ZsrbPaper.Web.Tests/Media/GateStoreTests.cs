using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Media;

namespace ZsrbPaper.Web.Tests.Media;

public sealed class GateStoreTests
{
    private static readonly ChangedPlace _place = new("zsrb", new DateOnly(2024, 3, 1));
    private readonly GateStore _store = new(Options.Create(new CacheOptions()));

    [Fact]
    public void However_much_is_asked_for_the_room_is_kept_and_what_is_asked_for_again_stays()
    {
        Keep("often");
        for (var i = 0; i < GateStore.Room * 5; i++)
        {
            Keep($"{i}");
            if (i % 1000 == 0)
            {
                Assert.NotNull(_store.Find(GateKey.OfPhoto("often")));
            }
        }

        Assert.InRange(_store.Count, GateStore.Room, GateStore.Room * 2);
        Assert.Null(_store.Find(GateKey.OfPhoto("0")));
        Assert.NotNull(_store.Find(GateKey.OfPhoto($"{(GateStore.Room * 5) - 1}")));
    }

    [Fact]
    public void What_changed_while_the_gate_was_asked_is_not_kept()
    {
        var since = _store.LastChange;
        _store.Forget([_place]);

        _store.Keep(GateKey.OfPhoto("a"), GatedFile.Visible("a", _place), since);

        Assert.Null(_store.Find(GateKey.OfPhoto("a")));
    }

    [Fact]
    public void Changes_take_with_them_what_they_touch()
    {
        var all = new Dictionary<string, ChangedPlace>
        {
            ["edition"] = _place,
            ["newspaper"] = new("zsrb", null),
            ["anywhere"] = ChangeBatch.Everything,
            ["other edition"] = new("zsrb", new DateOnly(2024, 3, 2)),
            ["other newspaper"] = new("other", new DateOnly(2024, 3, 1)),
        };
        foreach (var (name, place) in all)
        {
            _store.Keep(GateKey.OfPhoto(name), GatedFile.Visible(name, place), _store.LastChange);
        }

        _store.Forget([_place]);
        Assert.Equal(["other edition", "other newspaper"], all.Keys.Where(name => _store.Find(GateKey.OfPhoto(name)) is not null));
        _store.Forget([new ChangedPlace("zsrb", null)]);
        Assert.Equal(["other newspaper"], all.Keys.Where(name => _store.Find(GateKey.OfPhoto(name)) is not null));
        _store.Forget([ChangeBatch.Everything]);
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void Nothing_is_kept_of_what_is_not_there_or_without_room_for_answers()
    {
        _store.Keep(GateKey.OfPhoto("a"), GatedFile.None(_place), _store.LastChange);
        var off = new GateStore(Options.Create(new CacheOptions { Megabytes = 0 }));
        off.Keep(GateKey.OfPhoto("a"), GatedFile.Visible("a", _place), off.LastChange);

        Assert.Equal((0, 0), (_store.Count, off.Count));
    }

    private void Keep(string name) => _store.Keep(GateKey.OfPhoto(name), GatedFile.Visible(name, _place), _store.LastChange);
}
