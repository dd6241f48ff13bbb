/* The searcher's board and its search: position.py, vcf.py, vct.py, alphabeta.py and root.py again,
 * faster. Python is the specification: every number here is an integer and every order is
 * fixed, so both make the same moves and count the same nodes.
 *
 * Plain C99, no Python in it. All tables are handed over by native.py and copied.
 * Whoever calls sees to it that points are on the board and empty. One Kernel serves one thread at
 * a time; `stop` and the Progress may be touched from another.
 */
#define _POSIX_C_SOURCE 200112L
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define API __attribute__((visibility("default")))

enum { LARGEST = 20, POINTS = LARGEST * LARGEST, WORDS = (POINTS + 63) / 64, FURTHEST = 6 };
enum { PACKED = 65536, MAX_PLY = 160, LINES = 9 };
enum { EMPTY, BLACK, WHITE };
enum { QUIET, BUILD, THREE, THREES, FOUR, FOUR_THREE, WINNING, FIVE, FORBIDDEN, SHAPES };
enum { THREE_OPEN_1 = 8, THREE_OPEN_2 = 9, FOUR_OPEN = 12 }; /* of patterns.Pattern */

/* A win in n plies is worth WIN - n; nothing that is only evaluated reaches PROVED. */
enum { WIN = 30000, PROVED = 25000, HIGHEST = 20000, INFINITE = 32000 };

typedef uint64_t Set[WORDS]; /* points, as bits */

typedef struct {
    int16_t mine, theirs; /* weights.py: to who is to move, and to the other */
    int16_t rank;         /* how early a move is tried */
    uint8_t shape, suspect;
} Worth; /* of a packed number, for one color */

typedef struct {
    Worth worth;
    uint16_t point, packed;
    uint8_t color;
} Change;

typedef struct {
    int point, changes;
} Played;

typedef struct {
    uint64_t key;
    int16_t score;
    int16_t move;
    int8_t depth;
    uint8_t bound;
    uint16_t age;
} Entry;

typedef struct {
    uint64_t key;
    int32_t left;
    uint32_t age;
} Failure;

typedef int32_t Move; /* score * 512 + 511 - point: the greater one is tried first */

typedef struct {
    int32_t score, length;
    int16_t moves[MAX_PLY];
} Line;

/* Raised whenever a struct or a function that native.py sees changes. */
enum { INTERFACE = 3 };

/* What a search knows so far. `serial` is odd while it is being written. */
typedef struct {
    volatile int32_t serial;
    int32_t found, depth, count, capped;
    int64_t nodes;
    Line lines[LINES];
} Progress;

typedef struct {
    int64_t nodes;  /* 0: no limit */
    int64_t fours;  /* more nodes, for a VCF alone; 0: a part of `nodes` */
    double seconds; /* 0: no limit */
    int32_t depth;  /* 0: no limit */
    int32_t lines;
} Limits;

typedef struct Kernel {
    int size, points, words, renju;
    int reach[2];
    uint8_t *windows[2];
    Worth *worths[2];
    uint64_t keys[2][POINTS];
    int32_t powers[2 * FURTHEST];
    uint8_t room[POINTS][4][2]; /* cells before and behind in each direction, as far as any sees */
    int step[4];
    uint64_t stone[2][2][FURTHEST + 1]; /* what a stone adds to `seen`: color, side, distance */

    /* The position. Colors are 0 and 1 from here on. */
    uint8_t cells[POINTS];
    int turn, ply;
    uint64_t hash;
    uint64_t seen[POINTS][4]; /* the window of black, and by 32 bits above it that of white */
    uint16_t packed[POINTS][2];
    Worth worth[2][POINTS]; /* all 0 for stones */
    Set sets[2][SHAPES], suspects[2];
    int counts[2][SHAPES];
    int32_t mine[2], theirs[2];
    Played played[POINTS + 1];
    Change changes[(POINTS + 1) * 4 * 2 * FURTHEST * 2];
    int changed;

    /* The search. */
    int64_t nodes, node_limit, proof_limit;
    double begun, seconds, deadline;
    int aborted, capped;
    volatile int *stop;
    Progress *progress;
    Entry *table;
    uint64_t table_mask;
    Failure *failures;
    uint64_t failure_mask;
    uint32_t age;
    int16_t killers[MAX_PLY + 2][2];
    int32_t history[2][POINTS];
    int16_t line[MAX_PLY + 2][MAX_PLY + 2];
    int length[MAX_PLY + 2];
} Kernel;

/* ---------------------------------------------------------------------------------------------
 * The position: position.py.
 *
 * Of each empty point the windows of both colors in the four directions are kept as base-3 numbers,
 * and what follows from them: the packed patterns, the shape, the worth. A stone changes the
 * windows of the points up to `reach` cells away, and of the empty ones among them what follows.
 * What a move changed is noted, so that undoing looks nothing up.
 */

static void put(Kernel *k, int point, int color, int sign) {
    Worth worth = k->worths[color][k->packed[point][color]];
    uint64_t bit = UINT64_C(1) << (point & 63);
    k->mine[color] += sign * worth.mine;
    k->theirs[color] += sign * worth.theirs;
    k->counts[color][worth.shape] += sign;
    k->sets[color][worth.shape][point >> 6] ^= bit;
    if (worth.suspect) k->suspects[color][point >> 6] ^= bit;
    if (sign < 0) memset(&worth, 0, sizeof worth);
    k->worth[color][point] = worth;
}

static inline void change(Kernel *k, int point, int color, unsigned packed, Worth new) {
    Worth old = k->worth[color][point];
    k->worth[color][point] = new;
    k->packed[point][color] = (uint16_t)packed;
    k->mine[color] += new.mine - old.mine;
    k->theirs[color] += new.theirs - old.theirs;
    if (old.shape != new.shape) {
        uint64_t bit = UINT64_C(1) << (point & 63);
        k->counts[color][old.shape]--;
        k->counts[color][new.shape]++;
        k->sets[color][old.shape][point >> 6] ^= bit;
        k->sets[color][new.shape][point >> 6] ^= bit;
    }
    if (old.suspect != new.suspect) k->suspects[color][point >> 6] ^= UINT64_C(1) << (point & 63);
}

static inline int shape_of(const Kernel *k, int color, int point) {
    return k->worth[color][point].shape;
}

/* A stone has come into the windows of an empty point along direction d. */
static inline void look(Kernel *k, int point, int d) {
    uint64_t seen = k->seen[point][d];
    for (int c = 0; c < 2; c++, seen >>= 32) {
        unsigned packed = k->packed[point][c];
        unsigned pattern = k->windows[c][(uint32_t)seen];
        if (pattern == (packed >> 4 * d & 15)) continue;
        Change *note = &k->changes[k->changed++];
        note->worth = k->worth[c][point];
        note->point = (uint16_t)point;
        note->color = (uint8_t)c;
        note->packed = (uint16_t)packed;
        packed = (packed & ~(15u << 4 * d)) | pattern << 4 * d;
        change(k, point, c, packed, k->worths[c][packed]);
    }
}

static void play(Kernel *k, int point) {
    int color = k->turn;
    k->played[k->ply].point = point;
    k->played[k->ply++].changes = k->changed;
    put(k, point, 0, -1);
    put(k, point, 1, -1);
    k->cells[point] = (uint8_t)(color + 1);
    k->hash ^= k->keys[color][point];
    for (int d = 0; d < 4; d++)
        for (int side = 0; side < 2; side++) {
            int step = side ? k->step[d] : -k->step[d], room = k->room[point][d][side];
            for (int i = 1, at = point + step; i <= room; i++, at += step) {
                k->seen[at][d] += k->stone[color][side][i];
                if (!k->cells[at]) look(k, at, d);
            }
        }
    k->turn ^= 1;
}

static void undo(Kernel *k) {
    Played *last = &k->played[--k->ply];
    int point = last->point, color = k->turn ^= 1;
    while (k->changed > last->changes) {
        Change *note = &k->changes[--k->changed];
        change(k, note->point, note->color, note->packed, note->worth);
    }
    for (int d = 0; d < 4; d++)
        for (int side = 0; side < 2; side++) {
            int step = side ? k->step[d] : -k->step[d], room = k->room[point][d][side];
            for (int i = 1, at = point + step; i <= room; i++, at += step)
                k->seen[at][d] -= k->stone[color][side][i];
        }
    k->cells[point] = EMPTY;
    k->hash ^= k->keys[color][point];
    put(k, point, 0, 1);
    put(k, point, 1, 1);
}

static void lay_out(Kernel *k) {
    int size = k->size, most = k->reach[0] > k->reach[1] ? k->reach[0] : k->reach[1];
    static const int dx[4] = {1, 0, 1, -1}, dy[4] = {0, 1, 1, 1};
    for (int point = 0; point < k->points; point++)
        for (int d = 0; d < 4; d++)
            for (int side = 0; side < 2; side++) {
                int sign = side ? 1 : -1, x = point % size, y = point / size, room = 0;
                while (room < most && x + sign * dx[d] >= 0 && x + sign * dx[d] < size &&
                       y + sign * dy[d] >= 0 && y + sign * dy[d] < size) {
                    x += sign * dx[d];
                    y += sign * dy[d];
                    room++;
                }
                k->room[point][d][side] = (uint8_t)room;
            }
    for (int d = 0; d < 4; d++) k->step[d] = dx[d] + size * dy[d];
    for (int i = 0, power = 1; i < 2 * FURTHEST; i++, power *= 3) k->powers[i] = power;
    for (int color = 0; color < 2; color++)
        for (int c = 0; c < 2; c++)
            for (int i = 1, reach = k->reach[c]; i <= reach; i++) {
                uint64_t digit = color == c ? 1 : 2;
                k->stone[color][0][i] |= digit * (uint64_t)k->powers[reach + i - 1] << 32 * c;
                k->stone[color][1][i] |= digit * (uint64_t)k->powers[reach - i] << 32 * c;
            }
}

/* The window of a point on an empty board: what lies outside is blocked. */
static int32_t bare(const Kernel *k, int point, int color, int d) {
    int reach = k->reach[color];
    int32_t window = 0;
    for (int i = 1; i <= reach; i++) {
        if (i > k->room[point][d][0]) window += 2 * k->powers[reach - i];
        if (i > k->room[point][d][1]) window += 2 * k->powers[reach + i - 1];
    }
    return window;
}

static void clear(Kernel *k) {
    memset(k->cells, 0, sizeof k->cells);
    memset(k->sets, 0, sizeof k->sets);
    memset(k->suspects, 0, sizeof k->suspects);
    memset(k->counts, 0, sizeof k->counts);
    memset(k->mine, 0, sizeof k->mine);
    memset(k->theirs, 0, sizeof k->theirs);
    k->turn = k->ply = k->changed = 0;
    k->hash = 0;
    for (int point = 0; point < k->points; point++)
        for (int color = 0; color < 2; color++) {
            unsigned packed = 0;
            for (int d = 0; d < 4; d++) {
                int32_t window = bare(k, point, color, d);
                if (!color) k->seen[point][d] = 0;
                k->seen[point][d] |= (uint64_t)window << 32 * color;
                packed |= (unsigned)k->windows[color][window] << 4 * d;
            }
            k->packed[point][color] = (uint16_t)packed;
            put(k, point, color, 1);
        }
}

static int evaluation(const Kernel *k) {
    int score = k->mine[k->turn] - k->theirs[k->turn ^ 1];
    return score > HIGHEST ? HIGHEST : score < -HIGHEST ? -HIGHEST : score;
}

/* The first point of a set, -1 where it is empty. */
static int first(const Kernel *k, const uint64_t *set) {
    for (int w = 0; w < k->words; w++)
        if (set[w]) return 64 * w + __builtin_ctzll(set[w]);
    return -1;
}

/* ---------------------------------------------------------------------------------------------
 * Where black may not play in renju.
 *
 * A suspect has two open threes or more, and is forbidden if two of them are real: if a stone at
 * one of its ends or in its gap makes an unbroken four through it, makes no five, and is itself
 * not forbidden there and then. That point is the first empty one behind the stones next to it.
 */
static int forbidden(Kernel *k, int point);

static int real_three(Kernel *k, int point, int d) {
    for (int side = 0; side < 2; side++) {
        int step = side ? k->step[d] : -k->step[d], at = point, room = k->room[point][d][side];
        do at += step, room--;
        while (room >= 0 && k->cells[at] == BLACK);
        if (room < 0 || k->cells[at] || (k->packed[at][0] >> 4 * d & 15) != FOUR_OPEN) continue;
        if (shape_of(k, 0, at) != FIVE && !forbidden(k, at)) return 1;
    }
    return 0;
}

static int forbidden(Kernel *k, int point) {
    if (shape_of(k, 0, point) == FORBIDDEN) return 1;
    unsigned packed = k->packed[point][0];
    if (!k->worths[0][packed].suspect) return 0;
    int turn = k->turn, real = 0;
    k->turn = 0;
    play(k, point);
    for (int d = 0; d < 4 && real < 2; d++) {
        unsigned pattern = packed >> 4 * d & 15;
        if (pattern == THREE_OPEN_1 || pattern == THREE_OPEN_2) real += real_three(k, point, d);
    }
    undo(k);
    k->turn = turn;
    return real >= 2;
}

static int barred(Kernel *k, int color, int point) {
    return k->renju && color == 0 && forbidden(k, point);
}

/* Whether no point is left where a color may play: the game is drawn then. */
static int stuck(Kernel *k, int color) {
    for (int point = 0; point < k->points; point++)
        if (!k->cells[point] && !barred(k, color, point)) return 0;
    return 1;
}

/* A WINNING point that may be played, -1 where there is none. */
static int winning(Kernel *k, int color) {
    if (!k->counts[color][WINNING]) return -1;
    for (int w = 0; w < k->words; w++)
        for (uint64_t set = k->sets[color][WINNING][w]; set; set &= set - 1) {
            int point = 64 * w + __builtin_ctzll(set);
            if (!barred(k, color, point)) return point;
        }
    return -1;
}

/* ---------------------------------------------------------------------------------------------
 * Defence.
 *
 * Where the other has WINNING points and no five, who is to move wins by a five or a four that
 * cannot be stopped, or else must make a four, or play where every one of those points stops
 * being WINNING: on the point itself, or where a blocked cell in one of its windows leaves it a
 * lesser shape. No other move helps, so a point with no such defence is lost. Suspects are left
 * out: whether they threaten anything may change.
 */
static void stops(const Kernel *k, int color, int threat, Set found) {
    unsigned packed = k->packed[threat][color];
    int reach = k->reach[color];
    memset(found, 0, sizeof(Set));
    found[threat >> 6] |= UINT64_C(1) << (threat & 63);
    for (int d = 0; d < 4; d++)
        for (int side = 0; side < 2; side++)
            for (int i = 1; i <= reach && i <= k->room[threat][d][side]; i++) {
                int at = threat + (side ? i : -i) * k->step[d];
                if (k->cells[at]) continue;
                int place = side ? reach + i - 1 : reach - i;
                uint32_t window = (uint32_t)(k->seen[threat][d] >> 32 * color);
                window += 2 * (uint32_t)k->powers[place];
                unsigned pattern = k->windows[color][window];
                unsigned after = (packed & ~(15u << 4 * d)) | pattern << 4 * d;
                if (k->worths[color][after].shape != WINNING)
                    found[at >> 6] |= UINT64_C(1) << (at & 63);
            }
}

/* Whether `color` threatens; `found` are all points that stop every threat. */
static int defences(const Kernel *k, int color, Set found) {
    int threats = 0;
    if (!k->counts[color][WINNING]) return 0;
    for (int w = 0; w < k->words; w++)
        for (uint64_t set = k->sets[color][WINNING][w] & ~k->suspects[color][w]; set;
             set &= set - 1) {
            Set one;
            stops(k, color, 64 * w + __builtin_ctzll(set), one);
            for (int v = 0; v < k->words; v++) found[v] = threats ? found[v] & one[v] : one[v];
            threats++;
        }
    return threats;
}

static void add_fours(const Kernel *k, int color, Set found) {
    for (int w = 0; w < k->words; w++)
        found[w] |= k->sets[color][FOUR][w] | k->sets[color][FOUR_THREE][w];
}

/* ---------------------------------------------------------------------------------------------
 * Moves in the tree. Each counts as a node; every 1,024th looks at the clock and the stop flag.
 */
static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void look_up(Kernel *k) {
    if (k->stop && *k->stop) k->aborted = 1;
    if (k->deadline > 0 && now() >= k->deadline) k->aborted = k->capped = 1;
    if (k->progress) k->progress->nodes = k->nodes;
}

static void make(Kernel *k, int point) {
    /* The table is far away: by the time that it is asked, it is here. */
    __builtin_prefetch(&k->table[2 * ((k->hash ^ k->keys[k->turn][point]) & k->table_mask)]);
    if ((++k->nodes & 1023) == 0) look_up(k);
    if (k->node_limit && k->nodes >= k->node_limit) k->aborted = 1;
    play(k, point);
}

static void add_line(Kernel *k, int ply, int point) {
    k->line[ply][0] = (int16_t)point;
    memcpy(&k->line[ply][1], k->line[ply + 1], (size_t)k->length[ply + 1] * sizeof(int16_t));
    k->length[ply] = k->length[ply + 1] + 1;
}

static Failure *failure(Kernel *k, uint64_t key) { return &k->failures[key & k->failure_mask]; }

static void remember(Kernel *k, uint64_t key, int left) {
    Failure *at = failure(k, key);
    at->key = key;
    at->left = left;
    at->age = k->age;
}

/* What sets the positions of the two proof searches, and of the two attackers, apart. */
static const uint64_t VCF_KEY[2] = {UINT64_C(0x9D39247E33776D41), UINT64_C(0x2AF7398005AAA5C7)};
static const uint64_t VCT_KEY[2] = {UINT64_C(0x44DB015024623547), UINT64_C(0x9C15F73E62A76AE2)};

/* ---------------------------------------------------------------------------------------------
 * VCF, a win by fours alone: vcf.py.
 *
 * The attacker is to move; returns the plies to his five (odd), or 0 where no more than `left`
 * fours win. In this order:
 *   1. He has a FIVE: 1.
 *   2. The other has two or more FIVEs: 0. He has one: that point is the only move. It wins in 3
 *      if it is WINNING; it is tried if it is FOUR or FOUR_THREE; else 0.
 *   3. He has a WINNING point that may be played: 3.
 *   4. `left` is 0, or ply too deep: 0. The table knows that as many fours or more failed: 0.
 *   5. Each FOUR_THREE in order of points, then each FOUR. The four leaves one FIVE, which the
 *      other must take; where he may not (renju), it is won in 3. The first that wins is taken.
 * A search that ran out of nodes (`proof_limit`) remembers nothing.
 */
static int spent(const Kernel *k) { return k->aborted || k->nodes >= k->proof_limit; }

static int vcf(Kernel *k, int left, int ply);

static int vcf_four(Kernel *k, int point, int left, int ply) {
    int color = k->turn, plies = 0;
    if (barred(k, color, point)) return 0;
    make(k, point);
    int block = first(k, k->sets[color][FIVE]);
    if (barred(k, color ^ 1, block)) {
        plies = stuck(k, color ^ 1) ? 0 : 1;
        k->length[ply + 1] = 0;
    } else {
        make(k, block);
        plies = vcf(k, left - 1, ply + 2);
        undo(k);
        if (plies) add_line(k, ply + 1, block);
    }
    undo(k);
    if (plies) add_line(k, ply, point);
    return plies ? plies + 2 : 0;
}

static int one_move(Kernel *k, int ply, int point, int plies) {
    k->line[ply][0] = (int16_t)point;
    k->length[ply] = 1;
    return plies;
}

static int vcf(Kernel *k, int left, int ply) {
    int me = k->turn, other = me ^ 1;
    int five = k->counts[me][FIVE] ? first(k, k->sets[me][FIVE]) : -1;
    if (five >= 0) return one_move(k, ply, five, 1);
    int block = -1;
    if (k->counts[other][FIVE]) {
        if (k->counts[other][FIVE] > 1) return 0;
        block = first(k, k->sets[other][FIVE]);
        int shape = shape_of(k, me, block);
        if (shape < FOUR || shape > WINNING || barred(k, me, block)) return 0;
        if (shape == WINNING) return one_move(k, ply, block, 3);
    } else {
        int win = winning(k, me);
        if (win >= 0) return one_move(k, ply, win, 3);
        if (!(k->counts[me][FOUR] + k->counts[me][FOUR_THREE])) return 0;
    }
    if (left <= 0 || ply >= MAX_PLY - 4) return 0;
    uint64_t key = k->hash ^ VCF_KEY[me];
    Failure *known = failure(k, key);
    if (known->key == key && known->age == k->age && known->left >= left) return 0;
    int plies = 0;
    if (block >= 0) {
        plies = vcf_four(k, block, left, ply);
    } else {
        for (int shape = FOUR_THREE; shape >= FOUR && !plies; shape--) {
            Set set;
            memcpy(set, k->sets[me][shape], sizeof set);
            for (int w = 0; w < k->words && !plies; w++)
                for (; set[w] && !plies && !spent(k); set[w] &= set[w] - 1)
                    plies = vcf_four(k, 64 * w + __builtin_ctzll(set[w]), left, ply);
        }
    }
    if (!plies && !spent(k)) remember(k, key, left);
    return plies;
}

/* A VCF within so many nodes more. */
static int vcf_within(Kernel *k, int left, int64_t nodes, int ply) {
    int64_t outer = k->proof_limit;
    k->proof_limit = k->nodes + nodes < outer ? k->nodes + nodes : outer;
    int plies = vcf(k, left, ply);
    k->proof_limit = outer;
    return plies;
}

/* ---------------------------------------------------------------------------------------------
 * VCT, a win by fours and threes: vct.py.
 *
 * The attacker is to move; returns plies to his five, or 0 where no more than `left` of his moves
 * that threaten win. In this order:
 *   1. He has a FIVE: 1. The other has two or more: 0; one: he takes it, and goes on if that
 *      threatens. He has a WINNING point that may be played: 3.
 *   2. The table knows that as many left or more failed: 0. A VCF within VCF_IN_VCT nodes.
 *   3. `left` is 0: 0.
 *   4. Each FOUR_THREE, FOUR, THREES and THREE, each kind in order of points; where the other has
 *      WINNING points, of THREES and THREE only those that stop all of them.
 * The defender, after it: wins with a FIVE or a WINNING point of his own; must take a FIVE; else,
 * if the attacker threatens (WINNING points that are no suspects), tries every point that stops
 * all threats and each of his own FOURs; the attack must win against all, and the longest counts.
 * Where he has none it is won in 4. A move that threatens nothing fails.
 */
enum { VCF_IN_VCT = 128, FOURS_IN_VCT = 12 };

static int vct(Kernel *k, int left, int ply);

static int vct_answer(Kernel *k, int left, int ply) {
    int me = k->turn, attacker = me ^ 1;
    if (k->counts[me][FIVE]) return 0;
    if (k->counts[attacker][FIVE]) {
        int block = first(k, k->sets[attacker][FIVE]);
        if (k->counts[attacker][FIVE] > 1 || barred(k, me, block)) {
            k->length[ply] = 0;
            return stuck(k, me) ? 0 : 2;
        }
        make(k, block);
        int plies = vct(k, left, ply + 1);
        undo(k);
        if (plies) add_line(k, ply, block);
        return plies ? plies + 1 : 0;
    }
    if (winning(k, me) >= 0) return 0;
    Set answers;
    if (!defences(k, attacker, answers)) return 0;
    add_fours(k, me, answers);
    int longest = stuck(k, me) ? 0 : 4;
    k->length[ply] = 0;
    for (int w = 0; w < k->words; w++)
        for (; answers[w]; answers[w] &= answers[w] - 1) {
            int point = 64 * w + __builtin_ctzll(answers[w]);
            if (spent(k)) return 0;
            if (barred(k, me, point)) continue;
            make(k, point);
            int plies = vct(k, left, ply + 1);
            undo(k);
            if (!plies) return 0;
            if (plies + 1 >= longest) {
                longest = plies + 1;
                add_line(k, ply, point);
            }
        }
    return longest;
}

static int vct_try(Kernel *k, int point, int left, int ply) {
    if (barred(k, k->turn, point)) return 0;
    make(k, point);
    int plies = vct_answer(k, left - 1, ply + 1);
    undo(k);
    if (plies) add_line(k, ply, point);
    return plies ? plies + 1 : 0;
}

static int vct(Kernel *k, int left, int ply) {
    int me = k->turn, other = me ^ 1;
    if (k->counts[me][FIVE]) return one_move(k, ply, first(k, k->sets[me][FIVE]), 1);
    if (k->counts[other][FIVE]) {
        if (k->counts[other][FIVE] > 1 || left <= 0 || ply >= MAX_PLY - 8) return 0;
        return vct_try(k, first(k, k->sets[other][FIVE]), left, ply);
    }
    int win = winning(k, me);
    if (win >= 0) return one_move(k, ply, win, 3);
    if (ply >= MAX_PLY - 8) return 0;
    uint64_t key = k->hash ^ VCT_KEY[me];
    Failure *known = failure(k, key);
    if (known->key == key && known->age == k->age && known->left >= left) return 0;
    int plies = vcf_within(k, FOURS_IN_VCT, VCF_IN_VCT, ply);
    if (plies || spent(k)) return plies;
    if (left > 0) {
        Set stop;
        int threatened = defences(k, other, stop);
        static const int order[4] = {FOUR_THREE, FOUR, THREES, THREE};
        for (int kind = 0; kind < 4 && !plies; kind++) {
            Set set;
            memcpy(set, k->sets[me][order[kind]], sizeof set);
            for (int w = 0; w < k->words && !plies; w++) {
                if (threatened && order[kind] < FOUR) set[w] &= stop[w];
                for (; set[w] && !plies && !spent(k); set[w] &= set[w] - 1)
                    plies = vct_try(k, 64 * w + __builtin_ctzll(set[w]), left, ply);
            }
        }
    }
    if (!plies && !spent(k)) remember(k, key, left);
    return plies;
}

/* Deeper and deeper, within so many nodes more. */
static int vct_within(Kernel *k, int left, int64_t nodes, int ply) {
    int64_t outer = k->proof_limit;
    int plies = 0;
    k->proof_limit = k->nodes + nodes < outer ? k->nodes + nodes : outer;
    for (int most = 1; most <= left && !plies && !spent(k); most++) plies = vct(k, most, ply);
    k->proof_limit = outer;
    return plies;
}

/* ---------------------------------------------------------------------------------------------
 * The table of positions. Two entries a bucket: the deeper one stays in the first, what does not
 * fit there goes to the second. Entries of an earlier search count as empty.
 */
enum { UPPER = 1, LOWER = 2, EXACT = 3 };

static Entry *find(Kernel *k, uint64_t key) {
    Entry *at = &k->table[2 * (key & k->table_mask)];
    uint16_t age = (uint16_t)k->age;
    if (at[0].key == key && at[0].age == age) return &at[0];
    if (at[1].key == key && at[1].age == age) return &at[1];
    return NULL;
}

static int from_here(int score, int ply) {
    return score >= PROVED ? score + ply : score <= -PROVED ? score - ply : score;
}

static int from_root(int score, int ply) {
    return score >= PROVED ? score - ply : score <= -PROVED ? score + ply : score;
}

static void store(Kernel *k, uint64_t key, int depth, int bound, int score, int move, int ply) {
    Entry *at = &k->table[2 * (key & k->table_mask)];
    uint16_t age = (uint16_t)k->age;
    if (at[0].key != key || at[0].age != age) {
        if (at[0].age == age && at[0].depth > depth) at++;
        else if (at[0].age == age) at[1] = at[0];
    }
    at->key = key;
    at->score = (int16_t)from_here(score, ply);
    at->move = (int16_t)move;
    at->depth = (int8_t)depth;
    at->bound = (uint8_t)bound;
    at->age = age;
}

/* ---------------------------------------------------------------------------------------------
 * Alpha-beta: alphabeta.py.
 *
 * What a position is worth to who is to move, `depth` plies deep, in this order:
 *   1. He has a FIVE: won in 1. The other has two, or one on a point that is barred: lost in 2, or
 *      drawn where nothing may be played at all. The other has one: it is taken, and nothing of the
 *      depth is spent. He has a WINNING point that may be played: won in 3. The board is full: 0.
 *      Else no win in less than 5 plies and no loss in less than 4 is possible: the window is cut
 *      to that.
 *   2. The table knows as much, and the window is closed (beta - alpha is 1): that.
 *   3. A VCF. At a leaf only where there is a FOUR_THREE or three FOURs, for FOUR_NODES; above it
 *      where the table does not know the position, for FOUR_NODES * (1 + 3 * depth).
 *   4. At a leaf: the evaluation.
 *   5. The window is closed, depth is 3 or less, the other has no WINNING point, and the evaluation
 *      is MARGIN * depth above beta: the evaluation.
 *   6. The moves: first the one from the table, then by what they make and prevent (ranks.py), how
 *      often they cut (history), and whether they cut at this ply (killers). A quiet move, which
 *      makes no three while no threat is to be met, is looked at less deeply first, and left out
 *      when most_moves(depth) were tried and not all of them lose.
 */
enum { FOURS = 10, FOUR_NODES = 4, MARGIN = 60, WIDTH = 50, HINTED = 1 << 21 };

static int lg(int n) {
    int bits = 0;
    while (n >>= 1) bits++;
    return bits;
}

static int move_score(const Kernel *k, int point) {
    int mine = k->worth[k->turn][point].rank, theirs = k->worth[k->turn ^ 1][point].rank;
    return 2 * (mine + theirs - theirs / 4);
}

static Move move_of(int point, int score) { return score * 512 + 511 - point; }
static int point_of(Move move) { return 511 - (move & 511); }

/* Without those that are barred. */
static int allowed(Kernel *k, Move *moves, int count) {
    int kept = 0;
    if (!k->renju || k->turn) return count;
    for (int i = 0; i < count; i++)
        if (!forbidden(k, point_of(moves[i]))) moves[kept++] = moves[i];
    return kept;
}

static int anywhere(Kernel *k, Move *moves) {
    int count = 0;
    for (int point = 0; point < k->points; point++)
        if (!k->cells[point]) moves[count++] = move_of(point, move_score(k, point));
    return allowed(k, moves, count);
}

/* The moves worth a try: where the other threatens, what stops him and fours; else every point
 * that has something of either color on its lines; where all of these are barred, any. */
static int moves_of(Kernel *k, Move *moves, int ply) {
    int count = 0, me = k->turn;
    Set stop;
    int threatened = defences(k, me ^ 1, stop);
    if (threatened) add_fours(k, me, stop);
    for (int point = 0; point < k->points; point++) {
        if (threatened ? !(stop[point >> 6] >> (point & 63) & 1)
                       : !(k->worth[0][point].rank | k->worth[1][point].rank))
            continue;
        int score = move_score(k, point) + k->history[me][point] / 24;
        if (point == k->killers[ply][0]) score += 40;
        if (point == k->killers[ply][1]) score += 30;
        moves[count++] = move_of(point, score);
    }
    if (!count && threatened) return 0;
    count = allowed(k, moves, count);
    return count ? count : anywhere(k, moves);
}

/* Brings the greatest of the moves from `at` on to `at`. */
static void pick(Move *moves, int at, int count) {
    Move most = moves[at];
    int best = at;
    for (int i = at + 1; i < count; i++) most = moves[i] > most ? moves[i] : most;
    while (moves[best] != most) best++;
    moves[best] = moves[at];
    moves[at] = most;
}

static void good(Kernel *k, int point, int depth, int ply) {
    int32_t *history = &k->history[k->turn][point];
    int weight = depth * depth < 512 ? depth * depth : 512;
    *history += weight * 16 - *history * weight / 512;
    if (k->killers[ply][0] == point) return;
    k->killers[ply][1] = k->killers[ply][0];
    k->killers[ply][0] = (int16_t)point;
}

static int search(Kernel *k, int depth, int alpha, int beta, int ply);

static int search_move(Kernel *k, int point, int depth, int reduce, int first, int alpha, int beta,
                       int ply) {
    int score = 0, full = 1;
    make(k, point);
    if (!first) {
        score = -search(k, depth - reduce, -alpha - 1, -alpha, ply + 1);
        if (reduce && score > alpha) score = -search(k, depth, -alpha - 1, -alpha, ply + 1);
        full = score > alpha && score < beta;
    }
    if (full) score = -search(k, depth, -beta, -alpha, ply + 1);
    undo(k);
    return score;
}

static int most_moves(int depth) { return depth <= 1 ? 14 : depth == 2 ? 18 : 14 + 6 * depth; }

static int reduction(int depth, int tried, int exact) {
    if (depth < 2 || !tried) return 0;
    int reduce = 1 + lg(depth) * lg(tried) / 2 - exact;
    return reduce < depth - 1 ? reduce : depth - 1;
}

/* Step 6: the best of the moves, or the first that is good enough. */
static int try_all(Kernel *k, int depth, int alpha, int beta, int ply, int hinted) {
    Move moves[POINTS];
    int me = k->turn, exact = beta - alpha > 1, threatened = k->counts[me ^ 1][WINNING] > 0;
    int count = moves_of(k, moves, ply), tried = 0;
    int best = -WIN + ply + 4, best_move = -1, bound = UPPER;
    if (!count) return stuck(k, me) ? 0 : best;
    for (int i = 0; i < count; i++)
        if (point_of(moves[i]) == hinted) moves[i] = move_of(hinted, HINTED);
    for (int i = 0; i < count && bound != LOWER; i++) {
        pick(moves, i, count);
        int point = point_of(moves[i]);
        int quiet = shape_of(k, me, point) < THREE && !threatened;
        if (quiet && tried >= most_moves(depth) && best > -PROVED) continue;
        int reduce = quiet ? reduction(depth, tried, exact) : 0;
        int score = search_move(k, point, depth - 1, reduce, !tried, alpha, beta, ply);
        tried++;
        if (k->aborted) return 0;
        if (score <= best && tried > 1) continue;
        best = score;
        best_move = point;
        if (score > alpha) {
            alpha = score;
            bound = score >= beta ? LOWER : EXACT;
            add_line(k, ply, point);
        }
    }
    if (bound == LOWER) good(k, best_move, depth, ply);
    store(k, k->hash, depth, bound, best, best_move, ply);
    return best;
}

/* Steps 2 to 6, where nothing is decided and nothing forced. */
static int deeper(Kernel *k, int depth, int alpha, int beta, int ply) {
    int me = k->turn, exact = beta - alpha > 1, hinted = -1;
    Entry *known = find(k, k->hash);
    if (known) {
        int score = from_root(known->score, ply);
        hinted = known->move;
        if (known->depth >= depth && !exact &&
            (known->bound == EXACT || (known->bound == LOWER && score >= beta) ||
             (known->bound == UPPER && score <= alpha)))
            return score;
    }
    int value = evaluation(k), fours = k->counts[me][FOUR_THREE] ? 3 : k->counts[me][FOUR];
    if (depth ? !known : fours >= 3) {
        int plies = vcf_within(k, FOURS, FOUR_NODES + 3 * FOUR_NODES * depth, ply);
        if (plies) {
            store(k, k->hash, 60, EXACT, WIN - ply - plies, k->line[ply][0], ply);
            return WIN - ply - plies;
        }
        k->length[ply] = 0;
    }
    if (depth == 0) {
        store(k, k->hash, 0, EXACT, value, -1, ply);
        return value;
    }
    if (!exact && depth <= 3 && !k->counts[me ^ 1][WINNING] && value - MARGIN * depth >= beta &&
        beta < PROVED)
        return value;
    return try_all(k, depth, alpha, beta, ply, hinted);
}

static int search(Kernel *k, int depth, int alpha, int beta, int ply) {
    int me = k->turn, other = me ^ 1, forced = -1;
    k->length[ply] = 0;
    if (k->counts[me][FIVE]) return WIN - ply - one_move(k, ply, first(k, k->sets[me][FIVE]), 1);
    if (k->counts[other][FIVE]) {
        forced = first(k, k->sets[other][FIVE]);
        if (k->counts[other][FIVE] > 1 || barred(k, me, forced))
            return stuck(k, me) ? 0 : -WIN + ply + 2;
    } else {
        int win = winning(k, me);
        if (win >= 0) return WIN - ply - one_move(k, ply, win, 3);
    }
    if (k->ply == k->points || k->aborted) return 0;
    if (ply >= MAX_PLY - 8) return evaluation(k);
    if (forced >= 0) {
        int score = search_move(k, forced, depth, 0, 1, alpha, beta, ply);
        add_line(k, ply, forced);
        return score;
    }
    if (alpha < -WIN + ply + 4) alpha = -WIN + ply + 4;
    if (beta > WIN - ply - 5) beta = WIN - ply - 5;
    return alpha >= beta ? alpha : deeper(k, depth > 0 ? depth : 0, alpha, beta, ply);
}

/* ---------------------------------------------------------------------------------------------
 * The root: root.py.
 *
 * A VCF and a VCT are looked for. Where there is none, the moves after which the other has a VCF
 * are left aside, and the others are searched one ply deeper each time, the best so far first,
 * within a window about its last worth that is widened where it does not hold. Each further line is
 * the best of the moves that no line before it begins with.
 */
enum { LONGEST_FOURS = 60, LONGEST_THREATS = 24 };
enum { BY_FIVE = 1, BY_VCF, BY_VCT, BY_SEARCH, BY_ONLY };

static void report(Kernel *k, int index, int depth, int score, int found) {
    Progress *p = k->progress;
    p->serial++;
    __sync_synchronize(); /* another thread reads it, on a machine that may write in any order */
    Line *line = &p->lines[index];
    line->score = score;
    line->length = k->length[0];
    memcpy(line->moves, k->line[0], sizeof(int16_t) * (size_t)k->length[0]);
    if (p->count <= index) p->count = index + 1;
    p->depth = depth;
    p->found = found;
    p->nodes = k->nodes;
    __sync_synchronize();
    p->serial++;
}

/* What stops a five, else those worth a try, else any; the most promising first. */
static int root_moves(Kernel *k, Move *moves) {
    int other = k->turn ^ 1, count = 0;
    if (k->counts[other][FIVE]) {
        for (int point = 0; point < k->points; point++)
            if (shape_of(k, other, point) == FIVE)
                moves[count++] = move_of(point, move_score(k, point));
        count = allowed(k, moves, count);
    } else {
        count = moves_of(k, moves, 0);
    }
    if (!count) count = anywhere(k, moves);
    for (int i = 0; i < count; i++) pick(moves, i, count);
    return count;
}

/* One depth, one line: the best of the moves from `from` on, which comes to `from`. */
static int root_search(Kernel *k, Move *moves, int from, int count, int depth, int alpha,
                       int beta) {
    int best = -INFINITE;
    for (int i = from; i < count; i++) {
        int point = point_of(moves[i]), reduce = 0;
        int quiet = shape_of(k, k->turn, point) < THREE && shape_of(k, k->turn ^ 1, point) < THREE;
        if (quiet && depth >= 3 && i - from >= 4) reduce = lg(depth) * lg(i - from) / 3;
        if (reduce > depth - 2) reduce = depth > 2 ? depth - 2 : 0;
        int score = search_move(k, point, depth - 1, reduce, i == from, alpha, beta, 0);
        if (k->aborted) return best;
        if (score <= best) continue;
        best = score;
        if (score > alpha || i == from) {
            Move move = moves[i];
            for (int j = i; j > from; j--) moves[j] = moves[j - 1];
            moves[from] = move;
            add_line(k, 0, point);
            if (score > alpha) {
                alpha = score;
                if (score < beta) report(k, from, depth, score, BY_SEARCH);
            }
        }
        if (score >= beta) break;
    }
    return best;
}

static void deepen(Kernel *k, const Limits *limits, Move *moves, int count) {
    int lines = limits->lines < 1 ? 1 : limits->lines > LINES ? LINES : limits->lines;
    int last[LINES] = {0}, deepest = limits->depth ? limits->depth : 60;
    if (lines > count) lines = count;
    for (int depth = 1; depth <= deepest; depth++) {
        int proved = 1;
        for (int i = 0; i < lines; i++) {
            int width = WIDTH, alpha = -INFINITE, beta = INFINITE, score;
            if (depth > 3 && abs(last[i]) < PROVED) alpha = last[i] - width, beta = last[i] + width;
            for (;;) {
                score = root_search(k, moves, i, count, depth, alpha, beta);
                if (k->aborted) return;
                width *= 3;
                if (score <= alpha) alpha = width > 1000 ? -INFINITE : score - width;
                else if (score >= beta) beta = width > 1000 ? INFINITE : score + width;
                else break;
            }
            last[i] = score;
            report(k, i, depth, score, BY_SEARCH);
            if (abs(score) < PROVED) proved = 0;
        }
        if (proved) return;
    }
}

static void begin(Kernel *k, const Limits *limits, volatile int *stop, Progress *progress) {
    memset(k->killers, -1, sizeof k->killers);
    memset(k->history, 0, sizeof k->history);
    memset(progress, 0, sizeof *progress);
    if ((++k->age & 0xFFFF) == 0) {
        memset(k->table, 0, sizeof(Entry) * 2 * (size_t)(k->table_mask + 1));
        k->age++;
    }
    k->nodes = 0;
    k->node_limit = limits->fours ? 0 : limits->nodes;
    k->proof_limit = INT64_MAX;
    k->begun = now();
    k->seconds = limits->seconds;
    k->deadline = 0;
    k->aborted = k->capped = 0;
    k->stop = stop;
    k->progress = progress;
}

/* An eighth of the nodes; where only the clock limits, of those of a slow machine. */
static int64_t proof_nodes(const Limits *limits) {
    if (limits->nodes) return limits->nodes / 8;
    return limits->seconds > 0 && limits->seconds < 8 ? (int64_t)(limits->seconds * 25000) : 200000;
}

/* From now on it may think until this part of its time is over. That it was cut short stays said. */
static void until(Kernel *k, double part) {
    if (k->seconds <= 0) return;
    k->deadline = k->begun + part * k->seconds;
    if (k->capped) k->aborted = 0;
}

/* Takes away the moves after which the other has a VCF, unless that is all of them. They share
 * `nodes` evenly. Their order stays. */
static int safe_moves(Kernel *k, Move *moves, int count, int64_t nodes) {
    Move safe[POINTS];
    int kept = 0;
    if (count < 2) return count;
    until(k, 0.5);
    for (int i = 0; i < count; i++) {
        play(k, point_of(moves[i]));
        if (k->aborted || !vcf_within(k, LONGEST_FOURS, nodes / count, 1)) safe[kept++] = moves[i];
        undo(k);
    }
    if (!kept) return count;
    memcpy(moves, safe, sizeof(Move) * (size_t)kept);
    return kept;
}

static int fours_at_root(Kernel *k, int64_t nodes) {
    until(k, 0.125);
    int plies = vcf_within(k, LONGEST_FOURS, nodes, 0);
    if (plies) report(k, 0, plies, WIN - plies, plies == 1 ? BY_FIVE : BY_VCF);
    return plies;
}

static int threats_at_root(Kernel *k, int64_t nodes) {
    until(k, 0.25);
    int plies = vct_within(k, LONGEST_THREATS, nodes, 0);
    if (plies) report(k, 0, plies, WIN - plies, BY_VCT);
    return plies;
}

API void kernel_search(Kernel *k, const Limits *limits, volatile int *stop, Progress *progress) {
    Move moves[POINTS];
    begin(k, limits, stop, progress);
    int64_t budget = proof_nodes(limits);
    int plies = fours_at_root(k, limits->fours ? limits->fours : budget);
    if (limits->fours && limits->nodes) k->node_limit = k->nodes + limits->nodes;
    if (!plies && !k->counts[k->turn ^ 1][FIVE]) plies = threats_at_root(k, budget / 4);
    if (!plies) {
        int count = safe_moves(k, moves, root_moves(k, moves), budget);
        if (count) {
            k->line[0][0] = (int16_t)point_of(moves[0]);
            k->length[0] = 1;
            report(k, 0, 0, 0, count == 1 ? BY_ONLY : BY_SEARCH);
            until(k, 1);
            deepen(k, limits, moves, count);
        }
    }
    progress->nodes = k->nodes;
    progress->capped = k->capped;
    k->progress = NULL;
    k->stop = NULL;
}

/* Whether `color` wins by force if it is to move: by fours with so many nodes, else with threes too,
 * with so many; 0 of them is not to look. */
API void kernel_prove(Kernel *k, int color, int64_t fours, int64_t threats, volatile int *stop,
                      Progress *progress) {
    const Limits limits = {0, 0, 0, 0, 1};
    int turn = k->turn;
    begin(k, &limits, stop, progress);
    k->turn = color;
    if (!fours_at_root(k, fours) && threats) threats_at_root(k, threats);
    k->turn = turn;
    progress->nodes = k->nodes;
    k->progress = NULL;
    k->stop = NULL;
}

/* ---------------------------------------------------------------------------------------------
 * What Python calls.
 */
/* As Position.perft: games of `depth` moves; those that end sooner are left out. */
static int64_t perft(Kernel *k, int depth) {
    int64_t total = 0;
    if (depth == 0) return 1;
    for (int point = 0; point < k->points; point++) {
        if (k->cells[point] || barred(k, k->turn, point)) continue;
        if (depth == 1) total++;
        else if (shape_of(k, k->turn, point) != FIVE) {
            play(k, point);
            total += perft(k, depth - 1);
            undo(k);
        }
    }
    return total;
}

API void kernel_free(Kernel *k) {
    if (!k) return;
    for (int color = 0; color < 2; color++) {
        free(k->windows[color]);
        free(k->worths[color]);
    }
    free(k->table);
    free(k->failures);
    free(k);
}

API int kernel_interface(void) { return INTERFACE; }

/* Copies the tables; NULL where there is no memory. `table_bits` and `failure_bits`: the table has
 * 2 ** bits buckets of two, and the failures 2 ** bits entries. */
API Kernel *kernel_new(int size, int renju, const int reach[2], const uint8_t *windows[2],
                       const Worth *worths[2], const uint64_t *keys[2], int table_bits,
                       int failure_bits) {
    Kernel *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    k->size = size;
    k->points = size * size;
    k->words = (k->points + 63) / 64;
    k->renju = renju;
    k->table_mask = (UINT64_C(1) << table_bits) - 1;
    k->failure_mask = (UINT64_C(1) << failure_bits) - 1;
    k->table = calloc((size_t)2 << table_bits, sizeof(Entry));
    k->failures = calloc((size_t)1 << failure_bits, sizeof(Failure));
    int whole = k->table && k->failures;
    for (int color = 0; color < 2; color++) {
        size_t count = 1;
        for (int i = 0; i < 2 * reach[color]; i++) count *= 3;
        k->reach[color] = reach[color];
        k->windows[color] = malloc(count);
        k->worths[color] = malloc(PACKED * sizeof(Worth));
        whole = whole && k->windows[color] && k->worths[color];
        if (!whole) break;
        memcpy(k->windows[color], windows[color], count);
        memcpy(k->worths[color], worths[color], PACKED * sizeof(Worth));
        memcpy(k->keys[color], keys[color], (size_t)k->points * sizeof(uint64_t));
    }
    if (!whole) {
        kernel_free(k);
        return NULL;
    }
    lay_out(k);
    clear(k);
    return k;
}

/* By point: the packed patterns of black, then of white; 0 for a stone. */
API void kernel_packed(const Kernel *k, uint16_t *found) {
    for (int color = 0; color < 2; color++)
        for (int point = 0; point < k->points; point++)
            *found++ = k->cells[point] ? 0 : k->packed[point][color];
}

API void kernel_reset(Kernel *k) { clear(k); }
API void kernel_play(Kernel *k, int point) { play(k, point); }
API void kernel_undo(Kernel *k) { undo(k); }
API int kernel_forbidden(Kernel *k, int point) { return !k->cells[point] && barred(k, 0, point); }
API int kernel_evaluation(const Kernel *k) { return evaluation(k); }
API uint64_t kernel_hash(const Kernel *k) { return k->hash; }
API int64_t kernel_perft(Kernel *k, int depth) { return perft(k, depth); }
