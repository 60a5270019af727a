namespace IpvsPS.ServiceProxy;

/// <summary>A set whose items several want: one is there while anybody wants it. It tells what came and went since it was last
/// asked.</summary>
internal sealed class CountedSet<T>
    where T : struct, IComparable<T>
{
    private readonly Dictionary<T, int> _counts = [];
    private readonly Dictionary<T, bool> _before = [];

    /// <summary>Whether what comes and goes now is told later.</summary>
    public bool NotesChanges { get; set; } = true;

    public IReadOnlyCollection<T> Items => _counts.Keys;

    /// <summary>Makes room for so many items.</summary>
    public void Reserve(int count) => _counts.EnsureCapacity(count);

    public void Add(IEnumerable<T> items) => Change(items, isAdded: true);

    public void Remove(IEnumerable<T> items) => Change(items, isAdded: false);

    public void Change(IEnumerable<T> items, bool isAdded)
    {
        foreach (T item in items)
        {
            int count = _counts.GetValueOrDefault(item) + (isAdded ? 1 : -1);
            if (count == 0)
            {
                _counts.Remove(item);
                Note(item, wasThere: true);
            }
            else
            {
                _counts[item] = count;
                if (count == 1 && isAdded)
                {
                    Note(item, wasThere: false);
                }
            }
        }
    }

    public (List<T> Added, List<T> Removed) TakeChanges()
    {
        var added = new List<T>();
        var removed = new List<T>();
        foreach ((T item, bool wasThere) in _before)
        {
            bool isThere = _counts.ContainsKey(item);
            if (isThere != wasThere)
            {
                (isThere ? added : removed).Add(item);
            }
        }

        _before.Clear();
        added.Sort();
        removed.Sort();
        return (added, removed);
    }

    private void Note(T item, bool wasThere)
    {
        if (NotesChanges)
        {
            _before.TryAdd(item, wasThere);
        }
    }
}
