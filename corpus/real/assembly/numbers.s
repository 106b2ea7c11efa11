# A global and a table that C cannot name.
	.globaltype	counter, i32
	.tabletype	handlers, funcref, 2
	.tabletype	__indirect_function_table, funcref

	.functype	increase (i32) -> (i32)
	.functype	halve (i32) -> (i32)

	.section	.text.next_number,"",@
	.globl	next_number
	.type	next_number,@function
next_number:
	.functype	next_number () -> (i32)
	global.get	counter
	i32.const	7
	i32.add
	global.set	counter
	global.get	counter
	end_function

	.section	.text.increase,"",@
	.type	increase,@function
increase:
	.functype	increase (i32) -> (i32)
	local.get	0
	i32.const	1
	i32.add
	end_function

	.section	.text.table_length,"",@
	.globl	table_length
	.type	table_length,@function
table_length:
	.functype	table_length () -> (i32)
	table.size	handlers
	end_function

	.section	.text.call_slot,"",@
	.globl	call_slot
	.type	call_slot,@function
call_slot:
	.functype	call_slot (i32, i32) -> (i32)
	i32.const	0
	i32.const	increase
	table.get	__indirect_function_table
	table.set	handlers
	i32.const	1
	i32.const	halve
	table.get	__indirect_function_table
	table.set	handlers
	local.get	1
	local.get	0
	call_indirect	handlers, (i32) -> (i32)
	end_function

	.section	.text.halve,"",@
	.type	halve,@function
halve:
	.functype	halve (i32) -> (i32)
	local.get	0
	i32.const	1
	i32.shr_s
	end_function

	.globl	counter
counter:

	.globl	handlers
handlers:

	.section	.custom_section.notes,"",@
	.ascii	"a note that is carried along"
